"""Everything is loaded once; then each publish or withdrawal that is asked for gets a child of its own, to be killed.

`python -m tests.faults.publishers` loads what publishing needs and says `ready`. Then every line on stdin is one thing
to do (`Asked`, as JSON), and its answer the number of the child, which says in the file it was told how it ended. What
was scanned once is not scanned again: it is the same film every time, and it is the line that is on trial.
"""

import gc
import hashlib
import json
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mediadesk.catalogue import Catalogue
from mediadesk.custody.desk import Assets
from mediadesk.desk import publish as station
from mediadesk.desk.publish import scan
from mediadesk.embed.engine import engine
from mediadesk.errors import DeskError
from mediadesk.media.binaries import Programs, find
from mediadesk.model.layout import CATALOGUE
from mediadesk.model.leak import Finding
from mediadesk.store.s3 import S3
from tests.desk.publish.world import SLUG
from tests.faults.publish_sabotage import SABOTAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thing to do."""

    do: str  # publish, withdraw; or scan, so that nobody has to do it again
    desk: str
    bucket: str
    endpoint: str
    key: str
    secret: str
    public_url: str
    prefix: str
    told: str  # the file for how it ended
    sabotage: str | None = None  # a protection that is taken out of the code
    checksums: str = "auto"
    authority: str | None = None  # the certificate that the line's own is signed with


def main() -> None:
    """Serves until stdin ends."""
    programs = find()
    _remember_scans()
    _read_the_tables_once()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them here
    print("ready", flush=True)
    for line in sys.stdin:
        asked = Asked(**json.loads(line))
        if asked.do == "scan":
            done(asked, programs)
            gc.freeze()
            print("scanned", flush=True)
            continue
        child = os.fork()
        if child == 0:
            be_a_child(asked, programs)
        print(child, flush=True)


def be_a_child(asked: Asked, programs: Programs) -> None:
    """Does it. What goes wrong in words a user would see is told; what does not is in `.err`."""
    os.close(0)
    for descriptor, path in ((1, asked.told), (2, f"{asked.told}.err")):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), descriptor)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    ended = -1
    os.environ |= {"AWS_ACCESS_KEY_ID": asked.key, "AWS_SECRET_ACCESS_KEY": asked.secret}
    try:
        if asked.authority:
            os.environ["AWS_CA_BUNDLE"] = asked.authority
        if asked.sabotage:
            SABOTAGES[asked.sabotage]()
        done(asked, programs)
        print("end", flush=True)
        ended = 0
    except DeskError as trouble:
        print(f"trouble\t{trouble.what}\t{trouble.hint or ''}", flush=True)
        ended = trouble.code
    finally:
        if ended == -1:
            sys.excepthook(*sys.exc_info())
        os._exit(ended & 0xFF)


def done(asked: Asked, programs: Programs) -> None:
    """What the door does, once the film is made."""
    root = Path(asked.desk)
    catalogue = Catalogue(root / CATALOGUE)
    store = S3(
        name="web",
        bucket=asked.bucket,
        endpoint=asked.endpoint,
        region="us-east-1",
        prefix=asked.prefix,
        public_url=asked.public_url,
        checksums=asked.checksums,
    )
    tools = station.Tools(catalogue=catalogue, assets=Assets(root), programs=programs, player=engine())
    if asked.do == "scan":
        assert station.leaks_of(SLUG, store, tools) == []
    elif asked.do == "withdraw":
        station.withdraw(SLUG, lambda name: store, catalogue=catalogue)
    else:
        station.publish(SLUG, store, tools)
    catalogue.close()


def _read_the_tables_once() -> None:
    """boto3's own of what S3 is: half of what a small publish takes."""
    import boto3
    import botocore.session

    loader = botocore.session.create_loader()
    botocore.session.create_loader = lambda *_: loader
    boto3.session.Session().client("s3", region_name="us-east-1")


def _remember_scans() -> None:
    scanned, before = scan.scanned, {}

    def remembered(body: Path | bytes, name: str, *words: Any, **more: Any) -> list[Finding]:
        what = (name, hashlib.sha256(body if isinstance(body, bytes) else body.read_bytes()).digest())
        if what not in before:
            before[what] = scanned(body, name, *words, **more)
        return before[what]

    scan.scanned = remembered


if __name__ == "__main__":
    main()
