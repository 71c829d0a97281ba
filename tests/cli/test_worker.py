"""A machine that works for a desk, by the command line. One that works: tests/engine/cluster/test_node.py."""

import pytest

from tests.cli.world import asker

pytestmark = pytest.mark.needs("cluster", "ffmpeg")


def test_a_worker_goes_nowhere_in_the_open(tmp_path):
    said = asker()("worker", "--scheduler", "tcp://desk.example.org:8786", "--share", tmp_path)
    assert (said.code, "in the open" in said.err) == (5, True)


def test_a_worker_says_what_it_lacks(tmp_path, monkeypatch):
    """A place to meet, a share, keys; all of them may stand in the environment."""
    ask = asker()
    assert "where the machines meet" in ask("worker").err
    assert "which folder" in ask("worker", "--scheduler", "tls://desk.example.org:1").err
    monkeypatch.setenv("MEDIADESK_SCHEDULER", "tls://desk.example.org:1")
    monkeypatch.setenv("MEDIADESK_SHARE", str(tmp_path))
    assert "needs keys" in ask("worker").err
    monkeypatch.setenv("MEDIADESK_CLUSTER_KEYS", str(tmp_path))
    assert "no ca.pem" in ask("worker").err
