"""Made ready: scanned, asked, and named by what was cleared."""

import pytest

from mediadesk.desk import clear
from mediadesk.desk.publish.ready import Word, agreed, may_go_out, ready
from mediadesk.events import ignore
from mediadesk.model.clearance import Unsafe
from mediadesk.model.dispatch import picked_clips, version_digest
from tests.desk.publish.world import SLUG, files, say

pytestmark = pytest.mark.needs("ffmpeg", "engine")


def test_what_is_ready_is_asked_again_and_nothing_was_sent(filmed, tools, store):
    """Its content is that of a clearance; a hold of just now stops it."""
    out = ready(SLUG, store, tools, Word(), ignore)
    agreed(out, ())
    with filmed.catalogue.read() as shelves:
        dispatch = shelves.dispatches.get(SLUG)
        clips = [shelves.clips.get(each) for each in picked_clips(dispatch)]
        assert out.content == version_digest(dispatch, clips)
        assert out.asked(shelves) == out.gates
    assert files(store) == {}
    clear.hold([filmed.clips()[0].id], "for part two", "kestrel", catalogue=filmed.catalogue)
    with filmed.catalogue.read() as shelves, pytest.raises(Unsafe):
        out.asked(shelves)
    with pytest.raises(Unsafe):
        may_go_out(SLUG, store, catalogue=filmed.catalogue)


def test_other_words_are_another_content(filmed, tools, store):
    first = ready(SLUG, store, tools, Word(), ignore).content
    say(filmed, title="Repaired")
    assert ready(SLUG, store, tools, Word(), ignore).content != first
