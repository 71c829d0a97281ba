"""What all stores share."""

import pytest

from mediadesk.errors import NotFound
from mediadesk.store.base import is_loopback, must_be_here
from tests.store.outgoing import outgoing


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:9000", "http://127.9.9.9", "http://[::1]:8333", "http://localhost", "http://s3.localhost:1"],
)
def test_loopback_is_this_machine(url):
    assert is_loopback(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://media.example.org",
        "http://192.168.1.9:9000",
        "http://127.0.0.1.example.org",
        "http://localhost.example.org",
        "http://notlocalhost",
        "http://0.0.0.0:9000",
        "127.0.0.1",
        "",
    ],
)
def test_anything_else_is_not(url):
    """When in doubt it is public."""
    assert not is_loopback(url)


def test_a_folder_is_no_film(tmp_path):
    out = outgoing("v/3q2mw7/video.mp4", b"x", file=tmp_path / "film.mp4")
    must_be_here(out)
    (tmp_path / "film.mp4").unlink()
    (tmp_path / "film.mp4").mkdir()

    with pytest.raises(NotFound) as gone:
        must_be_here(out)
    assert gone.value.hint == "mediadesk derive"
