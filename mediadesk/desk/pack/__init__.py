"""A pack for an editor who is elsewhere: what goes into it, and the pack itself, whole or not at all."""

from mediadesk.desk.pack.make import Into, check, make
from mediadesk.desk.pack.plan import Asked, Plan, listed, plan

__all__ = ["Asked", "Into", "Plan", "check", "listed", "make", "plan"]
