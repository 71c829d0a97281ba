"""A publish of a folder's files in a process of its own: `python -m tests.bench.sending FOLDER PREFIX HOW`.

HOW is `send` (as the product does it, with read-back), `proved` (as it does it where `store doctor` has proved that the
store refuses a flipped byte: checked PUTs, and a listing) or `upload` (neither). The store is told in the environment,
as scripts.seaweed says it. Prints seconds without the start of Python, and the most memory, in bytes, as JSON.
"""

import hashlib
import json
import os
import resource
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from mediadesk.model.publication import CacheClass, Outgoing, PublicObject
from mediadesk.model.trial import Trial
from mediadesk.store import send as sending
from mediadesk.store.s3 import S3
from mediadesk.store.s3.experiments import S3Experiments


def the_store(prefix: str) -> S3:
    """The bucket that the environment names, below a prefix."""
    return S3(
        name="web",
        bucket=os.environ["MEDIADESK_STORE_S3_BUCKET"],
        endpoint=os.environ["MEDIADESK_STORE_S3_ENDPOINT"],
        public_url=f"{os.environ['MEDIADESK_STORE_S3_PUBLIC_URL']}/{prefix}",
        prefix=prefix,
    )


def leaves(folder: Path) -> list[Outgoing]:
    """Every file as a leaf of one dispatch, with its hash known, as `publish` has it when it begins to send."""
    found = []
    for each in sorted(folder.iterdir()):
        with each.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        found.append(
            Outgoing(
                object=PublicObject(
                    key=f"v/bench/m/d1/{each.name}",
                    sha256=sha256,
                    size_bytes=each.stat().st_size,
                    content_type="video/mp4",
                    cache=CacheClass.MEDIA,
                ),
                body=each,
            )
        )
    return found


def proved(store: S3) -> S3:
    """The same store after the examination that matters here."""
    refuses = S3Experiments(store=store).refuses_flipped("v/bench/flipped", "md5")
    trial = Trial(store=store.name, settings="", at=datetime.now(UTC), refuses_flipped=refuses, checked_by="md5")
    return replace(store, readback="auto", trial=trial)


def main(folder: str, prefix: str, how: str) -> None:
    outgoing = leaves(Path(folder))
    if how == "upload":
        sending._difference = lambda *_: ""  # the line alone
    store = proved(the_store(prefix)) if how == "proved" else the_store(prefix)
    assert store.refuses_flipped is (how == "proved")
    began = time.monotonic()
    done = sending.send(store, outgoing)
    seconds = time.monotonic() - began
    assert done.sent == len(outgoing)
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": seconds, "memory": kilobytes * 1024}))


if __name__ == "__main__":
    main(*sys.argv[1:])
