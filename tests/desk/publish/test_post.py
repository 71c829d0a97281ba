"""What goes into a post: the film that is online, in the words of the desk."""

import pytest

from mediadesk.desk import publish as station
from mediadesk.errors import NotFound
from tests.desk.publish.world import ADDRESS, SLUG, say

pytestmark = pytest.mark.needs("ffmpeg", "engine")


def test_a_post_embeds_what_is_online(filmed, tools, store):
    """Before the first publish there is nothing to embed; afterwards the address of its page, as the title stands."""
    with pytest.raises(NotFound, match="not online"):
        station.embedded(SLUG, "html", store, catalogue=filmed.catalogue)
    published = station.publish(SLUG, store, tools)
    say(filmed, title="Repaired")

    code = station.embedded(SLUG, "html", store, catalogue=filmed.catalogue)

    assert f"{ADDRESS}/{published.path}" in code
    assert "Repaired" in code
