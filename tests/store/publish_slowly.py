"""A publish to be killed: prints a line for every piece that goes out or comes back, and waits a moment.

python -m tests.store.publish_slowly folder PATH FILM, or with s3 BUCKET ENDPOINT PREFIX FILM.
"""

import sys
import time
from pathlib import Path

from mediadesk.events import Event
from mediadesk.model.publication import Outgoing
from mediadesk.store.base import Store
from mediadesk.store.folder import Folder
from mediadesk.store.s3 import S3
from mediadesk.store.send import send
from tests.store.outgoing import a_dispatch, outgoing


def the_store(words: list[str]) -> Store:
    """The store that the words name."""
    if words[0] == "folder":
        return Folder(name="public", root=Path(words[1]))
    return S3(name="web", bucket=words[1], endpoint=words[2], prefix=words[3])


def the_dispatch(film: Path) -> list[Outgoing]:
    """A small dispatch whose first leaf takes a few pieces."""
    return [*a_dispatch(), outgoing("v/3q2mw7/m/d0/00000.mp4", film.read_bytes(), file=film)]


def _slowly(event: Event) -> None:
    print(event, flush=True)
    time.sleep(0.01)


if __name__ == "__main__":
    send(the_store(sys.argv[1:]), the_dispatch(Path(sys.argv[-1])), report=_slowly)
