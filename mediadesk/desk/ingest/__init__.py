"""From a card into the catalogue: copy, verify, understand, name, write down. One bad file stops no other."""

from mediadesk.desk.ingest.adopt import adopt
from mediadesk.desk.ingest.offload import ingest
from mediadesk.desk.ingest.plan import Destination, Given, Plan, Room, plan

__all__ = ["Destination", "Given", "Plan", "Room", "adopt", "ingest", "plan"]
