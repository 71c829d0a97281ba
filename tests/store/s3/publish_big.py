"""Sends one big file to a bucket and says how far it came: to be killed. Words: endpoint bucket prefix file kbps."""

import sys
from pathlib import Path
from threading import Lock

from mediadesk.store.s3 import S3
from tests.store.outgoing import from_file

KEY = "v/3q2mw7/video.mp4"


def main(endpoint: str, bucket: str, prefix: str, file: str, kbps: str) -> None:
    done, lock = 0, Lock()

    def tick(count: int) -> None:
        nonlocal done
        with lock:
            done += count
            print(done, flush=True)

    store = S3(name="web", bucket=bucket, endpoint=endpoint, prefix=prefix, most_kbps=int(kbps))
    store.put(from_file(KEY, Path(file)), tick)


if __name__ == "__main__":
    main(*sys.argv[1:])
