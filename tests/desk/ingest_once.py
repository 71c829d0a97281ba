"""Takes a card in, as a process of its own that may be killed: `ingest_once.py DESK CARD inline|local`.

Says `ready` once all is loaded, waits for a line, then says what became of each file.
"""

import sys
from pathlib import Path

from mediadesk.catalogue import Catalogue
from mediadesk.custody.desk import Assets
from mediadesk.custody.volume import seen
from mediadesk.desk.ingest import Destination, Given, ingest
from mediadesk.engine.inline import Inline
from mediadesk.engine.local import Local
from mediadesk.gazetteer import ready
from mediadesk.media.binaries import find
from mediadesk.model.layout import CATALOGUE
from mediadesk.model.names import shown
from mediadesk.settings import user_cache


def main(desk: Path, card: Path, engine: str) -> None:
    """Everything a door would do, without drawing."""
    catalogue = Catalogue(desk / CATALOGUE)
    with catalogue.read():
        print("ready", flush=True)
    sys.stdin.readline()
    with catalogue.read() as shelves:
        here = seen(shelves.volumes.desk(), desk)
    for each in ingest(
        card,
        Given(),
        [Destination(volume=here, originals=Assets(desk).originals, is_desk=True)],
        catalogue=catalogue,
        programs=find(),
        gazetteer=ready(user_cache()),
        engine=Inline() if engine == "inline" else Local(2),
    ):
        print(each.result, shown(each.name), each.why or "", sep="\t", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
