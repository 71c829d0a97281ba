"""A derivation to be killed: `slowly.py DESK` says `half way` in the middle of its work and waits there."""

import sys
import time
from pathlib import Path

from mediadesk.catalogue import Catalogue
from mediadesk.custody.desk import Assets
from mediadesk.desk.derive import Tools, derive
from mediadesk.engine.inline import Inline
from mediadesk.events import Ended, Event
from mediadesk.media.binaries import find
from mediadesk.model.layout import CATALOGUE
from mediadesk.model.query import Query
from mediadesk.model.recipe import EVERY_CLIP

root = Path(sys.argv[1])
tools = Tools(catalogue=Catalogue(root / CATALOGUE), assets=Assets(root), programs=find(), engine=Inline())
ended: list[Event] = []


def report(event: Event) -> None:
    """The third job has rendered, and nothing of it has its name yet."""
    if isinstance(event, Ended):
        ended.append(event)
    if len(ended) == 3:
        print("half way", flush=True)
        time.sleep(60)


with tools.catalogue.read() as shelves:
    clips = shelves.clips.find(Query(limit=0))
for _ in derive(clips, EVERY_CLIP, tools, report):
    pass
