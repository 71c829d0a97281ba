"""Whether a store does what publishing and readers need of it: each thing is tried, and told with what helps."""

from mediadesk.desk.doctor.examine import Verdict, examine
from mediadesk.desk.doctor.line import Line

__all__ = ["Line", "Verdict", "examine"]
