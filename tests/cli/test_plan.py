"""What a send will move: told before it begins, and asked when it is long."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mediadesk.cli.plan import LONG_BYTES, is_long, plan_line, plan_record
from mediadesk.model.trial import Trial
from mediadesk.store.plan import Plan
from tests.cli.world import SLUG, done
from tests.terminal import typed

PLAN = Plan(objects=42, kept=3, bytes_up=120_000_000, bytes_down=120_000_000)
LINE = Trial(
    store="web", settings="", at=datetime(2026, 11, 23, tzinfo=UTC), up_bytes_a_second=1e6, down_bytes_a_second=2e6
)


def test_the_plan_says_both_ways_and_how_long():
    said = plan_line(PLAN, "web", LINE)
    assert said == "to web: 42 objects, 120.0 MB up, 120.0 MB down; about 3 min, 3 are there already"
    assert plan_record(PLAN, "web", LINE)["seconds"] == 180.0


def test_a_line_that_nobody_measured_is_no_guess():
    assert "not known yet" in plan_line(replace(PLAN, kept=0), "web", None)
    assert plan_record(PLAN, "web", None)["seconds"] is None


def test_long_is_a_minute_or_where_nobody_knows_a_film():
    small = replace(PLAN, bytes_up=LONG_BYTES // 4, bytes_down=LONG_BYTES // 4)
    assert is_long(PLAN, LINE)
    assert is_long(PLAN, None)
    assert not is_long(small, LINE)
    assert not is_long(small, None)


@pytest.mark.needs("ffmpeg", "engine")
def test_somebody_at_a_terminal_is_asked_and_may_say_no(live):
    """Nobody else is: neither a program nor who said --yes; and nothing is sent after a no."""
    with_slow_line(live)
    done("dispatch", "set", SLUG, "--lead", "Other words.", "--desk", live)

    code, shown = typed(["n"], "publish", SLUG, "--desk", live)
    assert "send it now?" in shown
    assert code == 130
    assert "Other words" not in page(live)

    code, shown = typed([], "publish", SLUG, "--desk", live, "--yes")
    assert code == 0, shown
    assert "send it now?" not in shown
    assert "Other words" in page(live)


def with_slow_line(desk) -> None:
    """As if the last send had gone at a byte a second."""
    from mediadesk.catalogue import Catalogue
    from mediadesk.model.layout import CATALOGUE

    catalogue = Catalogue(desk / CATALOGUE)
    with catalogue.write() as shelves:
        shelves.trials.put(replace(LINE, store="public", up_bytes_a_second=1.0, down_bytes_a_second=1.0))
    catalogue.close()


def page(desk) -> str:
    (found,) = (desk / "assets/public/v").glob("*/index.html")
    return found.read_text()
