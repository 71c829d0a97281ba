"""What an AVCHD card says of its files is believed where it is understood, and nothing else is."""

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.cards.listing import listing
from mediadesk.cards.playlist import NotUnderstood, going_on, seamless
from mediadesk.model.card import sort_out

FIRST, NEW, ON = 1, 5, 6


def a_playlist(*items: tuple[str, int]) -> bytes:
    """A playlist as Panasonic's GH1 writes it: 82 bytes an item, by wiki.multimedia.cx."""
    header = b"MPLS0100" + struct.pack(">III", 0x3A, 0, 0) + bytes(20) + struct.pack(">I", 14) + bytes(14)
    body = b"".join(
        struct.pack(">H5s4sHBII", 80, name.encode(), b"M2TS", connected, 0, 0x4074, 0x8074) + bytes(60)
        for name, connected in items
    )
    return header + struct.pack(">IHHH", len(body) + 6, 0, len(items), 0) + body + b"PLEX" * 20


def a_card(at: Path, *playlists: bytes, streams: int = 4, folder: str = "PRIVATE/AVCHD/BDMV") -> Path:
    """A card of one AVCHD recorder."""
    for below in ("STREAM", "PLAYLIST", "CLIPINF"):
        (at / folder / below).mkdir(parents=True)
    for number in range(streams):
        (at / folder / "STREAM" / f"{number:05}.MTS").write_bytes(b"G%d" % number)
        (at / folder / "CLIPINF" / f"{number:05}.CPI").write_bytes(b"")
    for number, playlist in enumerate(playlists):
        (at / folder / "PLAYLIST" / f"{number:05}.MPL").write_bytes(playlist)
    return at


def parts(card: Path) -> list[list[str]]:
    """The files of each clip of a card."""
    files = listing(card).files
    contents = sort_out(files, seamless(card, files))
    return [[file.name.decode() for file in (each.main, *each.parts)] for each in contents.recordings]


def test_a_long_recording_is_one_clip_because_the_card_says_so(tmp_path):
    """Three recordings; the second lies in two files."""
    card = a_card(tmp_path, a_playlist(("00000", FIRST), ("00001", NEW), ("00002", ON), ("00003", NEW)))

    assert parts(card) == [["00000.MTS"], ["00001.MTS", "00002.MTS"], ["00003.MTS"]]


def test_recordings_that_merely_follow_each_other_are_clips_of_their_own(tmp_path):
    """5 is what a camera writes for every new recording. Taking it for the same one would melt a day into a clip."""
    card = a_card(tmp_path, a_playlist(("00000", FIRST), ("00001", NEW), ("00002", NEW), ("00003", NEW)))

    assert len(parts(card)) == 4


def test_several_playlists_and_small_letters_are_read(tmp_path):
    """A recorder begins a new playlist with a new day; a copy may have lost its capitals."""
    playlists = a_playlist(("00000", FIRST), ("00001", ON)), a_playlist(("00002", FIRST), ("00003", ON))
    card = a_card(tmp_path, *playlists, folder="bdmv")
    (card / "bdmv/PLAYLIST").rename(card / "bdmv/playlist")

    assert parts(card) == [["00000.MTS", "00001.MTS"], ["00002.MTS", "00003.MTS"]]


def test_a_playlist_speaks_of_its_own_folder_alone(tmp_path):
    """Two cards copied beside each other have the same numbers."""
    a_card(tmp_path / "one", a_playlist(("00000", FIRST), ("00001", ON)), streams=2)
    a_card(tmp_path / "two", a_playlist(("00000", FIRST), ("00001", NEW)), streams=2)

    assert parts(tmp_path) == [["00000.MTS", "00001.MTS"], ["00000.MTS"], ["00001.MTS"]]


def test_a_file_that_a_playlist_names_and_the_card_has_not_joins_nothing(tmp_path):
    card = a_card(tmp_path, a_playlist(("00000", FIRST), ("00009", ON), ("00001", ON)))

    assert len(parts(card)) == 4


@pytest.mark.parametrize(
    "playlist",
    [
        b"",
        b"MPLS",
        b"MPLS0100\xff\xff\xff\xff",
        b"RIFF" + a_playlist(("00000", FIRST), ("00001", ON))[4:],
        a_playlist(("00000", FIRST), ("00001", ON))[:160],
        a_playlist(("00000", FIRST), ("00001", ON)).replace(b"\0\x50", b"\0\0"),
    ],
)
def test_a_playlist_that_is_not_understood_is_no_evidence(tmp_path, playlist):
    """Half written, overwritten, made to confuse: the files are clips of their own, and nothing fails."""
    with pytest.raises(NotUnderstood):
        going_on(playlist)
    assert len(parts(a_card(tmp_path, playlist))) == 4


def test_a_playlist_that_cannot_be_read_is_no_evidence(tmp_path):
    """It went away between listing and reading; copying it will tell the trouble."""
    card = a_card(tmp_path, a_playlist(("00000", FIRST), ("00001", ON)))
    files = listing(card).files
    (card / "PRIVATE/AVCHD/BDMV/PLAYLIST/00000.MPL").unlink()

    assert seamless(card, files) == frozenset()


def test_a_playlist_without_end_is_not_read(tmp_path):
    """A file of that name may be of any size."""
    card = a_card(tmp_path, a_playlist(("00000", FIRST), ("00001", ON)))
    with (card / "PRIVATE/AVCHD/BDMV/PLAYLIST/00000.MPL").open("r+b") as file:
        file.truncate(1 << 40)

    assert seamless(card, listing(card).files) == frozenset()


@given(
    st.binary(max_size=200)
    | st.binary(max_size=200).map(lambda tail: a_playlist(("00000", ON), ("00001", ON))[:80] + tail)
)
def test_whatever_is_in_a_playlist_it_is_understood_or_not(playlist):
    try:
        assert all(len(pair) == 2 for pair in going_on(playlist))
    except NotUnderstood:
        pass
