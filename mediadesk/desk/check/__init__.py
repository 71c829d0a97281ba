"""Is everything still as it should be? The machine, what is known, every stored byte, what is online."""

from mediadesk.desk.check.checked import Checked
from mediadesk.desk.check.known import catalogue, custody, elsewhere
from mediadesk.desk.check.machine import at_rest, disk, jail, privacy, programs
from mediadesk.desk.check.made import sources
from mediadesk.desk.check.online import examined, published
from mediadesk.desk.check.proofs import proofs
from mediadesk.desk.check.stored import files

__all__ = [
    "Checked",
    "at_rest",
    "catalogue",
    "custody",
    "disk",
    "elsewhere",
    "examined",
    "files",
    "jail",
    "privacy",
    "programs",
    "proofs",
    "published",
    "sources",
]
