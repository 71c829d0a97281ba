"""Jobs: one that fails, one that is stopped."""

import pytest

from mediadesk.errors import Stopped
from mediadesk.events import Moved
from tests.desk.derive.world import results, run

pytestmark = pytest.mark.needs("ffmpeg")


@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_bytes(b"\0" * 4000)])
def test_a_failed_job_is_reported_and_the_others_go_on(trip, tools, harm):
    """With a reason; nothing of it gets a name."""
    bad, good = trip.clips()
    harm(trip.assets.path(bad.path))

    made = run(trip, tools)

    assert {each.result for each in made if each.subject == bad.id} == {"failed"}
    assert all(each.why and "\n" not in each.why for each in made if each.subject == bad.id)
    assert {each.result for each in made if each.subject == good.id} == {"made"}
    assert not (trip.root / "assets/renditions" / bad.id[:2] / bad.id).exists()
    assert list(trip.root.rglob(".part-*")) == []


def test_a_stop_leaves_nothing_half(trip, tools):
    """The reporter says stop in the middle of an encode; what was finished before stays."""

    def stop(event):
        if isinstance(event, Moved) and "proxy" in event.task:
            raise Stopped("stopped")

    with pytest.raises(Stopped):
        run(trip, tools, report=stop)

    assert list(trip.root.rglob(".part-*")) == []
    again = results(run(trip, tools))
    assert {recipe for (_, recipe), result in again.items() if result == "made"} == {"proxy"}
