"""What must be minded before anything goes out: who keeps what back, who agreed to what, who said yes.

Each change is one transaction, in which it is entered into the chain of custody, too.
"""

from mediadesk.desk.clear.give import Given, give
from mediadesk.desk.clear.limits import embargo, hold, label, lift_embargo, lift_hold, unlabel
from mediadesk.desk.clear.minded import Kept, Minded, minded, of_clip, online_with
from mediadesk.desk.clear.people import appears, appears_not, keep_proof, release
from mediadesk.desk.clear.withdraw import Exposed, Exposure, exposure, revoke

__all__ = [
    "Exposed",
    "Exposure",
    "Given",
    "Kept",
    "Minded",
    "appears",
    "appears_not",
    "embargo",
    "exposure",
    "give",
    "hold",
    "keep_proof",
    "label",
    "lift_embargo",
    "lift_hold",
    "minded",
    "of_clip",
    "online_with",
    "release",
    "revoke",
    "unlabel",
]
