"""What the cluster promises beside the contract of all engines (tests/contracts/test_engine.py)."""

import pytest

from mediadesk.engine.cluster import engine as desk
from mediadesk.engine.cluster.address import checked
from mediadesk.engine.cluster.engine import Cluster
from mediadesk.errors import NotFound, Refused, Stopped
from mediadesk.events import Said, ignore
from tests.engine.cluster.jobs import encode_once_long
from tests.engine.cluster.machines import machines

pytestmark = pytest.mark.needs("cluster", "ffmpeg")


def test_where_nobody_meets_is_said(monkeypatch):
    """With what to start."""
    monkeypatch.setattr(desk, "_ANSWER_SECONDS", 0.5)
    engine = Cluster(checked("tcp://127.0.0.1:1"), None, {})
    with pytest.raises(NotFound) as trouble:
        list(engine.run(encode_once_long, [1], ignore))
    assert "mediadesk cluster serve" in trouble.value.hint


def test_who_waits_for_workers_is_told_and_can_stop(tmp_path):
    """A desk of another version is refused; one that is alike waits for whoever joins."""
    heard = []

    def listen(event):
        heard.append(event)
        raise Stopped("stopped")

    with machines(tmp_path) as met:
        with pytest.raises(Refused, match="this desk is not like"):
            list(Cluster(checked(met.address), None, {"mediadesk": "0"}).run(encode_once_long, [1], ignore))
        with pytest.raises(Stopped):
            list(met.engine().run(encode_once_long, [1], listen))
    assert [type(each) for each in heard] == [Said]
    assert "no worker has joined" in heard[0].text
