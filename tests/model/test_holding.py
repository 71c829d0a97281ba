"""A held file says what has become of it."""

from typing import get_args

from mediadesk.model.holding import HeldFile, Role


def test_a_file_that_is_kept_belongs_to_no_clip():
    kept = HeldFile(sha256="ab", xxh3="cd", size_bytes=1, name=b"\xff", path="assets/x", role="kept", why="a still")
    assert kept.clip is None


def test_a_file_is_one_of_five_things():
    """The schema of the catalogue takes these and no others: a new one needs a migration."""
    assert get_args(Role) == ("clip", "part", "sidecar", "kept", "set-aside")
