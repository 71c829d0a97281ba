"""What this machine could give away of whoever works on it."""

import socket
from pathlib import Path
from types import SimpleNamespace

from mediadesk.custody import machine


def test_the_desk_the_host_and_the_user_are_known(tmp_path: Path, monkeypatch):
    """The path as it was typed and as it really is, the host with and without its domain."""
    (tmp_path / "real").mkdir()
    (tmp_path / "desk").symlink_to("real")
    monkeypatch.setattr(socket, "gethostname", lambda: "fieldbook.example.org")
    monkeypatch.setenv("HOME", "/home/olena")
    monkeypatch.setenv("LOGNAME", "okovalenko")

    words = machine.words(tmp_path / "desk")

    paths = {str(tmp_path / "desk"), str((tmp_path / "real").resolve()), "/home/olena"}
    assert words == paths | {"fieldbook.example.org", "fieldbook", "olena", "okovalenko"}


def test_the_real_name_of_the_user_is_known(monkeypatch):
    """The first field alone: behind it are rooms and telephones."""
    entry = SimpleNamespace(pw_gecos="Olena Kovalenko,,,")
    monkeypatch.setattr(machine.pwd, "getpwuid", lambda _: entry)

    assert machine.people() == {"Olena Kovalenko"}


def test_a_user_without_a_name_has_none(monkeypatch):
    """A container runs as a number."""

    def nobody(_: int) -> object:
        raise KeyError("uid not found")

    monkeypatch.setattr(machine.pwd, "getpwuid", nobody)
    assert machine.people() == frozenset()
    monkeypatch.setattr(machine.pwd, "getpwuid", lambda _: SimpleNamespace(pw_gecos="root"))
    assert machine.people() == frozenset()
