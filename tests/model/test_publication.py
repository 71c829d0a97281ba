"""What goes online is named safely, ordered so that nothing names what is not there, and compared as a whole."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.errors import Refused
from mediadesk.model import layout
from mediadesk.model.publication import (
    CacheClass,
    Outgoing,
    PublicObject,
    cache_class,
    content_type,
    is_public_key,
    public_key,
    still_to_send,
    upload_waves,
)

ID = "v/3q2mw7"


def an_object(key: str, cache: CacheClass = CacheClass.MEDIA) -> Outgoing:
    made = PublicObject(key=key, sha256="ab" * 32, size_bytes=1, content_type=content_type(key), cache=cache)
    return Outgoing(object=made, body=b"x")


DISPATCH = [
    an_object(f"{ID}/index.html", CacheClass.POINTER),
    an_object(f"{ID}/oembed.json", CacheClass.POINTER),
    an_object(f"{ID}/video.mp4", CacheClass.STABLE),
    an_object(f"{ID}/r/1/hls/master.m3u8"),
    an_object(f"{ID}/r/1/hls/v360.m3u8"),
    an_object(f"{ID}/m/d1/00001.mp4"),
    an_object(f"{ID}/m/d1/00000.mp4"),
    an_object("a/hls-1.js", CacheClass.ENGINE),
]


def test_leaves_go_before_playlists_before_the_master_before_pointers_and_the_page_is_last():
    assert [each.object.key for wave in upload_waves(DISPATCH) for each in wave] == [
        "a/hls-1.js",
        f"{ID}/m/d1/00000.mp4",
        f"{ID}/m/d1/00001.mp4",
        f"{ID}/r/1/hls/v360.m3u8",
        f"{ID}/r/1/hls/master.m3u8",
        f"{ID}/video.mp4",
        f"{ID}/oembed.json",
        f"{ID}/index.html",
    ]


@given(st.permutations(DISPATCH))
def test_the_waves_are_the_same_in_whatever_order_the_objects_come(shuffled):
    assert upload_waves(shuffled) == upload_waves(DISPATCH)
    assert [len(wave) for wave in upload_waves(shuffled)] == [3, 1, 1, 1, 1, 1]


def test_nothing_outgoing_makes_no_wave():
    assert upload_waves([]) == []


def test_a_page_inside_a_revision_is_a_leaf_not_a_pointer():
    """A transcript is HTML too, but nothing is live by it."""
    transcript = an_object(f"{ID}/r/1/transcript.en.html")
    assert not transcript.is_pointer
    assert upload_waves([DISPATCH[0], transcript])[0] == [transcript]


@pytest.mark.parametrize(
    "other",
    [
        {"sha256": "cd" * 32},
        {"size_bytes": 2},
        {"content_type": "application/octet-stream"},
        {"cache": "no-store"},
        {"encoding": "aws-chunked"},
    ],
)
def test_other_bytes_or_headers_are_sent_again(other):
    wanted = DISPATCH[5]
    assert still_to_send([wanted], [wanted.object]) == []
    assert still_to_send([wanted], [replace(wanted.object, **other)]) == [wanted]


def test_a_cache_class_is_equal_to_the_header_a_store_tells():
    """What a store tells us is text; it must compare equal to what we asked for."""
    wanted = DISPATCH[0]
    told = replace(wanted.object, cache="public, max-age=60, stale-while-revalidate=600")
    assert still_to_send([wanted], [told]) == []


@pytest.mark.parametrize(
    "key",
    [
        "", "/", "/etc/passwd", "a//b", "a/", "../x", "a/../b", "a/./b", ".part-x", "a/.hidden",
        "a\\b", "a b", "a\nb", "a\x00b", "C:/x", "v/Салтівка.mp4", "v/%2e%2e/x", "a?b", "a#b", "x" * 513,
    ],
)  # fmt: skip
def test_a_key_that_could_leave_its_folder_or_needs_escapes_is_refused(key):
    with pytest.raises(Refused) as refused:
        public_key(key)
    assert refused.value.hint
    assert "\n" not in refused.value.what
    with pytest.raises(Refused):
        PublicObject(key=key, sha256="", size_bytes=0, content_type="text/plain", cache=CacheClass.MEDIA)


@given(st.text(max_size=40))
def test_no_accepted_key_has_a_part_that_moves_upwards(key):
    if not is_public_key(key):
        return
    assert all(part and not part.startswith(".") for part in key.split("/"))
    assert key.isascii()


def test_every_ending_we_publish_has_a_type_and_no_other_has():
    assert content_type("v/x/index.html") == "text/html; charset=utf-8"
    assert content_type("v/x/00000.mp4") == "video/mp4"
    with pytest.raises(KeyError):
        content_type("v/x/original.mov")


def test_the_place_of_a_key_tells_its_cache_class():
    """A folder has no headers: whoever serves it must come to the same answer as whoever published it."""
    assert [each.object.cache for each in DISPATCH] == [cache_class(each.object.key) for each in DISPATCH]
    assert cache_class("v/3q2mw7/r/1/index.html") is CacheClass.MEDIA


def test_keys_of_the_layout_fit_the_cache_classes():
    assert cache_class(layout.page_key("3q2mw7")) is CacheClass.POINTER
    assert cache_class(layout.oembed_key("3q2mw7")) is CacheClass.POINTER
    assert cache_class(layout.video_key("3q2mw7")) is CacheClass.STABLE
    assert cache_class(layout.play_poster_key("3q2mw7")) is CacheClass.STABLE
    assert cache_class(layout.card_key("3q2mw7")) is CacheClass.STABLE
    assert cache_class(layout.page_key("3q2mw7", private=True)) is CacheClass.POINTER
    assert cache_class(layout.media_key("v/3q2mw7", "d1", "00000.mp4")) is CacheClass.MEDIA
    assert cache_class(layout.revision_key("v/3q2mw7", "1", "poster.jpg")) is CacheClass.MEDIA
    assert cache_class(layout.engine_key("hls-1.js")) is CacheClass.ENGINE
