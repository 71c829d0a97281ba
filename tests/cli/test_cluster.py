"""Several machines, by the command line."""

import pytest

from tests.cli.world import asker

pytestmark = pytest.mark.needs("cluster")


def test_keys_are_made_and_told(tmp_path):
    """Each file, and who gets which."""
    said = asker()("cluster", "keys", tmp_path / "keys")
    assert said.code == 0
    assert [line.rpartition("/")[2] for line in said.out.splitlines()[:4]] == [
        "ca.key", "ca.pem", "desk.pem", "worker.pem"
    ]  # fmt: skip
    assert "ca.key to nobody" in said.out
    assert asker()("cluster", "keys", tmp_path / "keys").code == 5


def test_nobody_meets_in_the_open(tmp_path):
    """Not on the local network either; the reason and the way out."""
    for address in ("tcp://0.0.0.0:8786", "tcp://192.168.1.2:8786"):
        said = asker()("cluster", "serve", address, "--keys", tmp_path)
        assert said.code == 5
        assert "in the open" in said.err
        assert "tls://" in said.err


def test_a_bare_cluster_says_what_there_is():
    assert "serve" in asker()("cluster").out


def test_a_desk_with_other_machines_says_what_it_lacks(desk, monkeypatch):
    """First where they meet, then which folder they share."""
    ask = asker(desk)
    said = ask("derive", "--engine", "cluster")
    assert (said.code, "scheduler = " in said.err) == (2, True)
    monkeypatch.setenv("MEDIADESK_SCHEDULER", "tcp://127.0.0.1:1")
    said = ask("derive", "--engine", "cluster")
    assert (said.code, "share" in said.err) == (2, True)
    assert ask("derive", "--engine", "cluster", "--workers", "2").code == 2
