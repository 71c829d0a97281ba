"""Going live, and going away again: leaves before pointers, each parsed once more and read back, all or nothing."""

from mediadesk.desk.publish.edition import Tools
from mediadesk.desk.publish.gates import preflight
from mediadesk.desk.publish.live import Published, may_go_out, publish
from mediadesk.desk.publish.online import history, may_show, online, stopped
from mediadesk.desk.publish.post import embedded, must_be_found, posted, posts
from mediadesk.desk.publish.scan import leaks_of
from mediadesk.desk.publish.withdraw import TakenDown, withdraw, withdrawn

__all__ = [
    "Published",
    "TakenDown",
    "Tools",
    "embedded",
    "history",
    "leaks_of",
    "may_go_out",
    "may_show",
    "must_be_found",
    "online",
    "posted",
    "posts",
    "preflight",
    "publish",
    "stopped",
    "withdraw",
    "withdrawn",
]
