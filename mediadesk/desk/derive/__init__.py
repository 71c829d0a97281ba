"""Making what is wanted and not there. Facts, not jobs: after a crash, the same command makes the rest."""

from mediadesk.desk.derive.clips import derive
from mediadesk.desk.derive.explain import explained
from mediadesk.desk.derive.film import derive_film
from mediadesk.desk.derive.plan import Plan, planned
from mediadesk.desk.derive.run import Derived, Tools, kept

__all__ = ["Derived", "Plan", "Tools", "derive", "derive_film", "explained", "kept", "planned"]
