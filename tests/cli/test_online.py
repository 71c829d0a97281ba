"""What every way of going online says."""

from mediadesk.cli.online import published_lines
from mediadesk.desk.publish import Published
from mediadesk.store.folder import Folder

DONE = Published(
    slug="part-one", version=2, public_id="x", url="https://media.example/v/x/index.html", path="v/x/index.html",
    oembed=None, objects=9, size_bytes=1, sent=3, kept=6, gates=(),
)  # fmt: skip


def test_what_stays_of_the_page_before_is_said_in_a_line(tmp_path):
    """For how long, and how to have it gone."""
    from dataclasses import replace

    store = Folder(name="public", root=tmp_path, public_url=None)
    assert "stay" not in published_lines(DONE, store)
    (*_, last) = published_lines(replace(DONE, stays=4), store).splitlines()
    assert last.startswith("4 files of the page before stay for 11 minutes")
    assert "--at-once" in last
    assert "adds the larger sizes" in published_lines(replace(DONE, light=True), store)
    assert "nothing was sent" in published_lines(DONE, store, dry_run=True)
