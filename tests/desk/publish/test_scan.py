"""Nothing that could hurt anybody goes out."""

from dataclasses import replace

import pytest

from mediadesk.desk import publish as station
from mediadesk.desk.publish import ready, scan
from mediadesk.model.clearance import Unsafe
from mediadesk.model.consent import Appearance, Subject
from mediadesk.model.leak import text_findings
from tests.desk.publish.world import SLUG, files, say

pytestmark = pytest.mark.needs("ffmpeg", "engine")


@pytest.mark.parametrize(
    "words",
    ["We stood at 49.9935, 36.2304.", "See IMG_0042 for more.", "Filmed by kestrel.", "At 49°59'36.6\"N 36°13'49.4\"E"],
)
def test_a_place_a_name_or_a_person_in_a_text_refuses_and_sends_nothing(filmed, tools, store, words):
    """No reason passes it; the finding names the page and never the secret."""
    say(filmed, lead=words)

    with pytest.raises(Unsafe) as refusal:
        station.publish(SLUG, store, tools, override="I say so")

    assert {finding.where.rpartition("/")[2] for finding in refusal.value.findings} <= {"index.html", "oembed.json"}
    assert not any(
        word in finding.what for finding in refusal.value.findings for word in words.split() if len(word) > 5
    )
    assert files(store) == {}


def test_sabotage_without_the_gate_the_place_goes_out(filmed, tools, store, monkeypatch):
    """What the test above is for: with the gate taken away, the same words are online."""
    say(filmed, lead="We stood at 49.9935, 36.2304.")
    monkeypatch.setattr(ready, "leaks", lambda *_: [])

    published = station.publish(SLUG, store, tools)

    assert b"49.9935" in files(store)[published.path]


def test_who_signs_is_named_by_choice(filmed, tools, store):
    """An alias in the byline is no leak; the same alias elsewhere is none either then."""
    say(filmed, byline="Kestrel", lead="Kestrel went to the market.")

    assert station.publish(SLUG, store, tools).sent > 0


def test_a_clip_named_by_a_word_of_the_title_does_not_stop_it(filmed, tools):
    """Nobody renames an original. The same word in a playlist or in a tag would be found."""
    with filmed.catalogue.read() as shelves:
        dispatch, clips = shelves.dispatches.get(SLUG), [replace(filmed.clips()[0], name=b"Recovery.mp4")]

    secrets = scan.what_is_secret(dispatch, clips, catalogue=tools.catalogue, desk=tools.assets.desk)

    assert b"Recovery.mp4" in secrets.names
    assert text_findings("<!doctype html><title>The recovery</title>", "x", secrets) == []
    assert text_findings("<!doctype html><title>recovery.mp4</title>", "x", secrets)
    assert text_findings("<!doctype html><p>Settings, volume, quality: play again", "x", secrets) == []


def test_a_person_who_appears_is_looked_for_by_alias_and_by_name(filmed, tools):
    """Whatever a release says of a face, a name goes out only where its bearer signs."""
    clip = filmed.clips()[0].id
    with filmed.catalogue.write() as shelves:
        shelves.subjects.put(Subject(alias="heron", name="Olena Kovalenko"))
        shelves.appearances.put(Appearance(clip=clip, subject="heron", aspects=frozenset({"voice"})))
    for words in ("Told by Heron.", "Told by Olena Kovalenko."):
        say(filmed, lead=words)
        with filmed.catalogue.read() as shelves:
            secrets = scan.what_is_secret(
                shelves.dispatches.get(SLUG), filmed.clips(), catalogue=tools.catalogue, desk=tools.assets.desk
            )
        assert [each.kind for each in text_findings(words, "x", secrets)] == ["author"]


def test_what_is_asked_before_it_goes_out_is_what_would_stop_it(filmed, tools, store):
    """`leakscan SLUG` and `publish` read the same bytes with the same eyes; the first sends nothing."""
    assert station.leaks_of(SLUG, store, tools) == []
    say(filmed, lead="We stood at 49.9935, 36.2304.")

    found = station.leaks_of(SLUG, store, tools)

    with pytest.raises(Unsafe) as refusal:
        station.publish(SLUG, store, tools)
    assert set(refusal.value.findings) == set(found) != set()
    assert not store.root.exists()
