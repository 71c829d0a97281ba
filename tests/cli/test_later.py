"""Publishing at an hour, by the command line."""

import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.cli import later
from mediadesk.model.layout import CATALOGUE
from tests.cli.world import SLUG

pytestmark = pytest.mark.needs("ffmpeg", "engine")


def in_seconds(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


def put_off(desk, at: datetime) -> None:
    """As if the laptop had slept past the instant."""
    from dataclasses import replace

    catalogue = Catalogue(desk / CATALOGUE)
    with catalogue.write() as shelves:
        (asked,) = shelves.schedule.all()
        shelves.schedule.put(replace(asked, at=at))
    catalogue.close()


def interrupted(*_words: object, **_more: object) -> None:
    raise KeyboardInterrupt


def sizes(desk) -> dict[str, int]:
    """What lies in the store."""
    there = desk / "assets/public"
    return {str(each.relative_to(there)): each.stat().st_size for each in there.rglob("*") if each.is_file()}


def pages(desk) -> str:
    return "".join(each.read_text() for each in (desk / "assets/public/v").glob("*/index.html"))


def nobody_waits(ask, monkeypatch):
    """Schedules it for in an hour; Ctrl-C."""
    with monkeypatch.context() as patch:
        patch.setattr("mediadesk.desk.publish.wait_until", interrupted)
        said = ask("publish", SLUG, "--at", in_seconds(3600), "--json")
    assert said.code == 130
    return said


@pytest.fixture
def waiting(ask, live, monkeypatch):
    """Another title that is to go online in an hour; nobody waits for it any more."""
    ask("dispatch", "set", SLUG, "--title", "Repaired")
    return nobody_waits(ask, monkeypatch)


def test_ctrl_c_ends_the_waiting_alone(ask, live, waiting):
    """It is told by show and list; the page is what it was."""
    assert [each["slug"] for each in waiting.of("scheduled")] == [SLUG]
    assert "Repaired" not in pages(live)
    (shown,) = ask("dispatch", "show", SLUG, "--json").of("scheduled")
    assert ask("dispatch", "list", "--json").of("scheduled") == [shown]
    assert "goes online at" in ask("dispatch", "list").out
    assert "nothing is due; next: " in ask("publish", "--due").out


def test_the_plan_says_what_goes_now_and_what_at_its_hour(ask, live, tmp_path, monkeypatch):
    """To the object, and to the byte."""
    chapters, before = tmp_path / "chapters.txt", sizes(live)
    chapters.write_text("0:00 Street\n0:01 Bread\n")
    ask("dispatch", "chapters", SLUG, chapters)
    now, then = nobody_waits(ask, monkeypatch).of("plan")
    came = [size for key, size in sizes(live).items() if key not in before]
    assert (now["waits"], now["objects"], now["bytes_up"]) == (False, len(came), sum(came))
    put_off(live, datetime.now(UTC) - timedelta(seconds=1))

    (published,) = ask("publish", "--due", "--json").of("published")

    assert then["waits"]
    assert then["objects"] == published["sent"] > 0


def test_what_is_due_goes_online_and_says_how_late(ask, live, waiting):
    """Once: then nothing is scheduled."""
    put_off(live, datetime.now(UTC) - timedelta(hours=2))
    assert "mediadesk publish --due" in ask("check", "--json").out

    said = ask("publish", "--due", "--json")

    (published,) = said.of("published")
    assert 7100 < published["late_seconds"] < 7500
    assert "Repaired" in pages(live)
    assert "nothing is scheduled" in ask("publish", "--due").out


def test_what_does_not_go_is_told_and_ends_with_three(ask, live, waiting):
    put_off(live, datetime.now(UTC) - timedelta(seconds=1))
    ask("dispatch", "set", SLUG, "--title", "Repaired again")

    said = ask("publish", "--due", "--json")

    assert said.code == 3
    (record,) = said.of("not-online")
    assert "changed since" in record["why"]
    assert "Repaired" not in pages(live)


def test_never_takes_it_back(ask, live, waiting):
    assert ask("publish", SLUG, "--at", "never", "--json").of("scheduled")[0]["at"] is None
    assert ask("dispatch", "list", "--json").of("scheduled") == []
    assert ask("publish", SLUG, "--at", "never", "--json").trouble["code"] == 4


def test_killed_while_it_waits_it_stays_scheduled_and_goes_with_the_next_due(ask, live):
    """A laptop that ran empty: no page before, and everything of it after."""
    ask("dispatch", "set", SLUG, "--title", "Repaired")
    command = [sys.executable, "-m", "mediadesk", "--desk", live, "publish", SLUG, "--at", in_seconds(3600), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as waiting:
        assert waiting.stdout
        assert any('"scheduled"' in line for line in waiting.stdout)
        waiting.kill()
    assert waiting.returncode == -signal.SIGKILL
    assert "Repaired" not in pages(live)
    (scheduled,) = ask("dispatch", "list", "--json").of("scheduled")
    assert (scheduled["slug"], scheduled["store"]) == (SLUG, "public")

    put_off(live, datetime.now(UTC) - timedelta(seconds=1))
    (published,) = ask("publish", "--due", "--json").of("published")

    assert published["kept"] > published["sent"] > 0
    assert "Repaired" in pages(live)
    assert ask("check", "--deep").code == 0


def test_whoever_waits_sees_it_go_online(ask, live, waiting):
    """At the instant, not before. What it takes to come so far is measured first: a busy machine takes longer."""
    began = time.monotonic()
    ask("publish", SLUG, "--at", "never")
    ask("publish", SLUG, "--dry-run")
    at = datetime.now(UTC) + timedelta(seconds=2 + 2 * (time.monotonic() - began))
    ended: list[float] = []
    runner = threading.Thread(target=lambda: (ask("publish", SLUG, "--at", at.isoformat()), ended.append(time.time())))
    runner.start()
    while (shown := pages(live)) and datetime.now(UTC) < at:  # the clock is read last: what it showed was before
        assert "Repaired" not in shown
        runner.join(0.2)
    runner.join()

    assert "Repaired" in pages(live)
    assert ended[0] >= at.timestamp()


@pytest.mark.parametrize(
    "words",
    [
        (),
        (SLUG, "--due"),
        (SLUG, "--drop"),
        (SLUG, "--at", "tomorrow"),
        (SLUG, "--at", "2026-12-01T18:00"),
        (SLUG, "--private", "--at", "2036-12-01T18:00+02:00"),
        (SLUG, "--private", "--light"),
        (SLUG, "--private", "--days", "0"),
        (SLUG, "--dry-run", "--at", "never"),
    ],
)
def test_what_makes_no_sense_together_is_misasked(ask, live, words):
    assert ask("publish", *words, "--json").code == 2


def test_a_line_says_the_hour_by_both_clocks():
    from mediadesk.model.online import Scheduled

    at = datetime(2026, 12, 1, 16, tzinfo=UTC)
    said = later.scheduled_line(Scheduled(slug=SLUG, store="web", at=at))
    assert "2026-12-01 16:00 UTC" in said
