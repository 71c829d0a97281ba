"""Reading again, by the command line."""

from dataclasses import replace

from mediadesk.catalogue import Catalogue
from mediadesk.model.moment import UNKNOWN
from mediadesk.model.query import Query


def forget_when(desk) -> int:
    """As an older mediadesk would have read every clip. Returns how many had a date."""
    catalogue = Catalogue(desk / "catalog.db")
    with catalogue.write() as shelves:
        dated = [clip for clip in shelves.clips.find(Query(limit=0)) if clip.facts.captured != UNKNOWN]
        for clip in dated:
            shelves.clips.facts(clip.id, replace(clip.facts, captured=UNKNOWN))
    catalogue.close()
    return len(dated)


def test_a_rehearsal_shows_each_fact_before_and_after_then_it_is_done_once(ask, desk):
    dated = forget_when(desk)

    rehearsed = ask("probe", "--again", "--dry-run")
    records = ask("probe", "--again", "--dry-run", "--json")
    done, then = ask("probe", "--again", "--json"), ask("probe", "--again", "--json")

    assert rehearsed.code == done.code == 0
    assert "  - when      not known" in rehearsed.out
    assert "  + when      2022-" in rehearsed.out
    assert f"{dated} clips would change" in rehearsed.out
    changes = [change for each in records.of("reread") for change in each["changes"]]
    assert {change["fact"] for change in changes} == {"captured"}
    assert all(change["before"]["local"] is None and change["after"]["local"] for change in changes)
    assert done.of("reread-all")[0]["changed"] == dated > 0
    assert then.of("reread-all")[0]["changed"] == 0


def test_without_again_it_says_what_to_type(ask, desk):
    said = ask("probe", "--json")
    assert said.trouble["code"] == 2
    assert "mediadesk probe --again" in said.trouble["try"]
