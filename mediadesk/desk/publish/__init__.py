"""Going live, and going away again: leaves before pointers, each parsed once more and read back, all or nothing."""

from mediadesk.desk.publish.edition import Tools
from mediadesk.desk.publish.live import Published, may_go_out, publish
from mediadesk.desk.publish.online import online
from mediadesk.desk.publish.post import embedded
from mediadesk.desk.publish.scan import leaks_of
from mediadesk.desk.publish.withdraw import withdraw

__all__ = ["Published", "Tools", "embedded", "leaks_of", "may_go_out", "online", "publish", "withdraw"]
