"""Making what is wanted and not there. Facts, not jobs: after a crash, the same command makes the rest."""

from mediadesk.desk.derive.clips import derive
from mediadesk.desk.derive.estimate import Cost, cost_of, cost_of_film
from mediadesk.desk.derive.explain import explained, explained_film
from mediadesk.desk.derive.film import derive_film
from mediadesk.desk.derive.plan import Plan, planned
from mediadesk.desk.derive.run import Derived, Tools, kept

__all__ = [
    "Cost",
    "Derived",
    "Plan",
    "Tools",
    "cost_of",
    "cost_of_film",
    "derive",
    "derive_film",
    "explained",
    "explained_film",
    "kept",
    "planned",
]
