"""Bundles: what one desk tells another of its clips, and what becomes of it there."""

from mediadesk.desk.bundle.cut import Missed, Piece, cut, wanted
from mediadesk.desk.bundle.keep import Kept, keep
from mediadesk.desk.bundle.make import Made, check, make
from mediadesk.desk.bundle.plan import Asked, Plan, plan
from mediadesk.desk.bundle.read import Opened, opened
from mediadesk.desk.bundle.take import Clash, Taken, take
from mediadesk.desk.bundle.take import plan as take_plan

__all__ = [
    "Asked",
    "Clash",
    "Kept",
    "Made",
    "Missed",
    "Opened",
    "Piece",
    "Plan",
    "Taken",
    "check",
    "cut",
    "keep",
    "make",
    "opened",
    "plan",
    "take",
    "take_plan",
    "wanted",
]
