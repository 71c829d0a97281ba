"""Going live, and going away again: leaves before pointers, each parsed once more and read back, all or nothing."""

from mediadesk.desk.publish.edition import Tools
from mediadesk.desk.publish.gates import preflight
from mediadesk.desk.publish.live import Published, publish
from mediadesk.desk.publish.online import history, may_show, online, stopped
from mediadesk.desk.publish.post import embedded, must_be_found, posted, posts
from mediadesk.desk.publish.private import Shown, drop_private, private_pages, show_privately, take_away_private
from mediadesk.desk.publish.ready import Agree, Ready, agreed, may_go_out
from mediadesk.desk.publish.scan import leaks_of
from mediadesk.desk.publish.schedule import due, flip, schedule, unschedule, wait_until, waiting
from mediadesk.desk.publish.tidy import tidied
from mediadesk.desk.publish.withdraw import TakenDown, withdraw, withdrawn

__all__ = [
    "Agree",
    "Published",
    "Ready",
    "Shown",
    "TakenDown",
    "Tools",
    "agreed",
    "drop_private",
    "due",
    "embedded",
    "flip",
    "history",
    "leaks_of",
    "may_go_out",
    "may_show",
    "must_be_found",
    "online",
    "posted",
    "posts",
    "preflight",
    "private_pages",
    "publish",
    "schedule",
    "show_privately",
    "stopped",
    "take_away_private",
    "tidied",
    "unschedule",
    "wait_until",
    "waiting",
    "withdraw",
    "withdrawn",
]
