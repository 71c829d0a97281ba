"""Every path lies below its desk, every key below its dispatch, and none tells what it should not."""

import hashlib
from pathlib import PurePosixPath

from hypothesis import given
from hypothesis import strategies as st

from mediadesk.model import layout
from mediadesk.model.clip import clip_id
from mediadesk.model.dispatch import check_slug, new_public_id
from mediadesk.model.publication import is_public_key

SHA = hashlib.sha256(b"clip").hexdigest()
CLIP = clip_id(SHA)
hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)


@given(hashes, st.binary(max_size=300))
def test_an_original_lies_in_the_folder_of_its_clip(sha256, name):
    """Whatever its name on the card was, also `../..`."""
    path = PurePosixPath(layout.original(clip_id(sha256), name))
    assert path.parts[:2] == ("assets", "originals")
    assert path.parts[2] == path.parts[3][:2]
    assert path.parts[3] == clip_id(sha256)
    assert len(path.parts) == 5
    assert ".." not in path.parts


@given(st.binary(max_size=300))
def test_an_edit_proxy_has_the_name_of_its_original(name):
    """With the ending of what it is, below a folder of its own."""
    path = PurePosixPath(layout.edit(CLIP, "ab3d5f7h", name))

    assert path.parts[:5] == ("assets", "edits", CLIP[:2], CLIP, "ab3d5f7h")
    assert (len(path.parts), path.suffix) == (6, ".mov")
    assert layout.edit(CLIP, "ab3d5f7h", b"C0001.MXF") == f"assets/edits/{CLIP[:2]}/{CLIP}/ab3d5f7h/C0001.mov"


def test_an_excerpt_lies_in_the_folder_of_its_clip_by_its_own_content():
    path = PurePosixPath(layout.excerpt(CLIP, SHA, ".mov"))
    assert path.parts == ("assets", "excerpts", CLIP[:2], CLIP, f"{SHA[:16]}.mov")


def test_what_belongs_to_no_clip_lies_by_its_own_content():
    assert layout.kept(SHA, b"a.jpg") == f"assets/originals/{CLIP[:2]}/{CLIP}/a.jpg"


@given(hashes)
def test_a_clip_is_never_taken_for_a_dispatch(sha256):
    """Ids are of capitals and digits, slugs have a small letter: one table and one folder hold both."""
    assert not layout.is_slug(clip_id(sha256))
    assert layout.renditions(clip_id(sha256)).startswith(f"assets/renditions/{clip_id(sha256)[:2]}/")


def test_a_dispatch_is_never_taken_for_a_clip():
    for slug in ("a", "7qk2mw3zta", "3-days", "2022-a"):
        assert layout.is_slug(check_slug(slug))
        assert layout.renditions(slug) == f"assets/renditions/dispatches/{slug}"


def test_every_key_of_a_dispatch_lies_below_its_prefix_and_tells_only_its_random_id():
    """So that withdrawing it can find everything by the prefix."""
    public_id = new_public_id()
    home = layout.dispatch_prefix(public_id)
    keys = [
        layout.page_key(public_id),
        layout.oembed_key(public_id),
        layout.video_key(public_id),
        layout.poster_key(public_id),
        layout.play_poster_key(public_id),
        layout.card_key(public_id),
        layout.media_key(home, "ab3d5f7h", "v360/00000.mp4"),
        layout.revision_key(home, "ab12", "poster.jpg"),
    ]
    assert all(key.startswith(f"{layout.dispatch_prefix(public_id)}/") and is_public_key(key) for key in keys)
    assert len(set(keys)) == len(keys)


def test_a_private_page_lies_elsewhere_with_the_same_inside():
    """By its token, which is no public id: nothing of the one can be found from the other."""
    token = new_public_id()
    keys = [
        each(token, private=True)
        for each in (layout.page_key, layout.video_key, layout.poster_key, layout.play_poster_key, layout.card_key)
    ]
    assert all(key.startswith(f"p/{token}/") for key in keys)
    assert [key.rpartition("/")[2] for key in keys] == [
        each(token).rpartition("/")[2]
        for each in (layout.page_key, layout.video_key, layout.poster_key, layout.play_poster_key, layout.card_key)
    ]


def test_the_engine_is_shared():
    assert layout.engine_key("hls-1.js") == "a/hls-1.js"
    assert is_public_key(layout.engine_key("hls-1.js"))


def test_what_is_not_whole_is_hidden():
    """A part's name begins with a dot, which no stored name does."""
    assert layout.PART.startswith(".")
    assert not PurePosixPath(layout.original(CLIP, b".part-x")).name.startswith(".")


def test_our_own_books_on_a_drive_are_told_from_footage():
    """They change with every ingest, so nobody catalogues them."""
    books = [
        b"mediadesk-volume.json",
        layout.catalogue_copy("0" * 32).encode(),
        b"R1/ascmhl/ascmhl_chain.xml",
        b"R1/.part-x",
    ]
    assert all(layout.is_book(path.split(b"/")) for path in books)
    others = [b"ascmhl", b"DCIM/mediadesk-catalogue.db", b"notes.json", b"DCIM/A.MP4", b"ascmhl.mhl"]
    assert not any(layout.is_book(path.split(b"/")) for path in others)


def test_everything_of_a_page_for_few_is_told_by_its_key():
    token = new_public_id()
    assert layout.is_private(layout.page_key(token, private=True))
    assert layout.is_private(layout.media_key(layout.dispatch_prefix(token, private=True), "d1", "00001.mp4"))
    assert not layout.is_private(layout.page_key(token))
