"""Every path below a desk, and every key in a store. Paths are relative to the desk, with /."""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from mediadesk.model.clip import ClipId, clip_id
from mediadesk.model.names import disk_name

CATALOGUE = "catalog.db"
SETTINGS = "mediadesk.toml"
TRAVEL = "TRAVEL-COPY.txt"  # a desk where this lies has no originals
ASSETS = "assets"
ORIGINALS = "assets/originals"
RENDITIONS = "assets/renditions"
EDITS = "assets/edits"  # what has the names of originals, and stays here
EXCERPTS = "assets/excerpts"  # stretches of originals that are on another desk
PROOFS = "assets/proofs"  # of releases
PUBLIC = "assets/public"
POSTER = "poster.jpg"
SMALL_POSTER = "poster-480.jpg"
PLAY_POSTER = "poster-play.jpg"  # with the play button painted in
CARD = "og.jpg"  # what those who preview links show
PART = ".part-"  # the beginning of every name that is not yet whole and checked


def original(owner: ClipId, name: bytes) -> str:
    """Where a verified file lies: in the folder of a clip, under a safe form of its own name."""
    return f"{ORIGINALS}/{owner[:2]}/{owner}/{disk_name(name)}"


def kept(sha256: str, name: bytes) -> str:
    """Where a file that is known by its content alone lies: in that content's folder."""
    return original(clip_id(sha256), name)


def proof(sha256: str) -> str:
    """Where the proof of a release lies: by its content alone, for its name may be somebody's."""
    return f"{PROOFS}/{sha256}"


def on_drive(reel: str, path: Sequence[bytes]) -> str:
    """Where a file of a card lies on a drive: where it was on the card, with names that every drive can hold."""
    return "/".join((reel, *map(disk_name, path)))


def catalogue_copy(desk: str) -> str:
    """What the catalogue of a desk is called on a drive that holds its originals. `desk` is the id of its volume."""
    return f"mediadesk-catalogue-{desk[:8]}.db"


def is_book(path: Sequence[bytes]) -> bool:
    """Whether a file on a drive is one in which mediadesk keeps books of it: it changes, and is no footage."""
    *folders, name = path
    own = name == b"mediadesk-volume.json" or re.fullmatch(rb"mediadesk-catalogue-[0-9a-f]{8}\.db", name)
    return b"ascmhl" in folders or name.startswith(PART.encode()) or bool(own)


def card_path(path: Sequence[bytes]) -> bytes:
    """A path on a card in one piece."""
    return b"/".join(path)


def renditions(subject: str) -> str:
    """The folder of everything made of a clip or for a dispatch: ids are of capitals, slugs have a small letter."""
    if is_slug(subject):
        return f"{RENDITIONS}/dispatches/{subject}"
    return f"{RENDITIONS}/{subject[:2]}/{subject}"


def edit(subject: str, digest: str, name: bytes) -> str:
    """Where the edit proxy of a clip lies: under the name of its original, in a folder of its own."""
    return f"{EDITS}/{subject[:2]}/{subject}/{digest}/{PurePosixPath(disk_name(name)).stem}.mov"


def excerpt(clip: ClipId, sha256: str, ending: str) -> str:
    """Where an excerpt of a clip lies: by its own content."""
    return f"{EXCERPTS}/{clip[:2]}/{clip}/{sha256[:16]}{ending}"


def is_slug(subject: str) -> bool:
    """Whether the subject of a rendition is a dispatch."""
    return subject.islower()


def dispatch_prefix(public_id: str, *, private: bool = False) -> str:
    """Below which everything of a dispatch lies; of a private page, by its token."""
    return f"{'p' if private else 'v'}/{public_id}"


def is_private(key: str) -> bool:
    """Whether a key belongs to a page for few: all of it, its pictures and films as well."""
    return key.startswith("p/")


def page_key(public_id: str, *, private: bool = False) -> str:
    """The one address of a dispatch, for ever."""
    return f"{dispatch_prefix(public_id, private=private)}/index.html"


def oembed_key(public_id: str) -> str:
    """What a blog's discovery reads."""
    return f"{dispatch_prefix(public_id)}/oembed.json"


def video_key(public_id: str, *, private: bool = False) -> str:
    """The stable address of the download."""
    return f"{dispatch_prefix(public_id, private=private)}/video.mp4"


def poster_key(public_id: str, *, private: bool = False) -> str:
    """The stable address of the still that blogs' caches show."""
    return f"{dispatch_prefix(public_id, private=private)}/{POSTER}"


def play_poster_key(public_id: str, *, private: bool = False) -> str:
    """The stable address of the still that posts and mails show where nothing can play."""
    return f"{dispatch_prefix(public_id, private=private)}/{PLAY_POSTER}"


def card_key(public_id: str, *, private: bool = False) -> str:
    """The stable address of the still that those show who preview links."""
    return f"{dispatch_prefix(public_id, private=private)}/{CARD}"


def media_key(home: str, digest: str, name: str) -> str:
    """A segment or a whole file below a dispatch's prefix: reused by every revision that shows what has this digest."""
    return f"{home}/m/{digest}/{name}"


def revision_key(home: str, revision: str, name: str) -> str:
    """A playlist, picture or text of one revision, below a dispatch's prefix."""
    return f"{home}/r/{revision}/{name}"


def engine_key(name: str) -> str:
    """The player's engine, shared by all dispatches."""
    return f"a/{name}"
