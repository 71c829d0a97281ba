"""Real files that were a trouble to somebody: none is lost, none hangs, and what they say of themselves is read."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.world import asker, done

pytestmark = pytest.mark.needs("ffmpeg", "footage")

MOST_SECONDS = 60  # a file: a minute is for ever, also on a busy machine
NEED = ("--need", "0.98", "--need-field", "0.9")  # docs/truth.md; ffprobe's own tags reach 0.915


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What an ingest of the footage said, and how long it was silent before each record."""

    code: int
    records: list[dict[str, Any]]
    pauses: list[float]
    desk: Path


@pytest.fixture(scope="module")
def taken(footage: Path, gazetteer: object, tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """All of it, one file after the other, so that the pause before a record is the time of its file."""
    desk = tmp_path_factory.mktemp("footage") / "desk"
    done("init", desk)
    command = [sys.executable, "-m", "mediadesk", "ingest", str(footage), "--desk", str(desk), "--json", "--quiet"]
    records, pauses, before = [], [], time.monotonic()
    environment = os.environ | {"MEDIADESK_ENGINE": "inline"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as running:
        for line in running.stdout or ():
            records.append(json.loads(line))
            pauses.append(time.monotonic() - before)
            before = time.monotonic()
    return Taken(code=running.returncode, records=records, pauses=pauses, desk=desk)


def test_every_file_ends_with_a_result_and_none_has_failed(taken, footage):
    """One record each; whatever is no clip says why."""
    ingested = taken.records[:-1]

    assert taken.code == 0
    assert Counter(record["name"] for record in ingested) == Counter(
        path.name for path in footage.rglob("*") if path.is_file()
    )
    assert {record["result"] for record in ingested} <= {"added", "known", "sidecar", "kept", "set-aside"}
    assert [
        record["name"] for record in ingested if record["result"] in {"kept", "set-aside"} and not record["why"]
    ] == []
    assert all(record["copies"][0]["state"] == "verified" for record in ingested)
    assert taken.records[-1]["kind"] == "ingest"


def test_no_file_takes_long(taken):
    """Whatever it was made to do to a reader."""
    slow = [(record.get("name"), pause) for record, pause in zip(taken.records, taken.pauses, strict=True)]

    assert [each for each in slow if each[1] > MOST_SECONDS] == []


def test_what_the_files_say_of_themselves_is_read(taken, footage, tmp_path):
    """The footage brings its own judge, who knows the truth about each file."""
    found = asker(taken.desk)("find", "--json", "--limit", "0")
    (tmp_path / "found.jsonl").write_text(found.out)

    with (tmp_path / "found.jsonl").open() as clips:
        judged = subprocess.run(
            [sys.executable, footage / "score.py", footage / "manifest.json", *NEED],
            stdin=clips, capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert found.code == 0
    assert judged.returncode == 0, judged.stdout + judged.stderr


def test_the_judge_can_say_no(taken, footage):
    """Sabotage: the same clips without their places and times do not pass."""
    clips = asker(taken.desk)("find", "--json", "--limit", "0").of("clip")
    blank = "\n".join(json.dumps(clip | {"place": None, "captured": None, "camera": None}) for clip in clips)

    judged = subprocess.run(
        [sys.executable, footage / "score.py", footage / "manifest.json", *NEED],
        input=blank, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert judged.returncode != 0
