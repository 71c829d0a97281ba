"""Reading a media hash list from its bytes. They may be anybody's: no entity, no size and no depth can hurt.

ASC MHL v2.0 after its schema (xsd/ASCMHL.xsd and ASCMHLDirectory.xsd of github.com/ascmitc/mhl), MHL 1.x after that of
mediahashlist.org: <xxhash> is XXH32 in decimal, <xxhash64> XXH64 with its bytes reversed, <xxhash64be> XXH64 as it is
written elsewhere, <null> a file without a hash.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from xml.parsers import expat

from mediadesk.model.mhl import HashFormat, HashList, Recorded, is_below
from mediadesk.model.names import shown

_DEEPEST = 32
_LONGEST_TOKEN = 1 << 20  # bytes: a tag, or a text that expat holds back
_LONGEST_TEXT = 1 << 16  # characters of a path
_MOST_FILES = 1_000_000
_FORMS: dict[HashFormat, re.Pattern[str]] = {
    "xxh128": re.compile("[0-9a-f]{32}"),
    "xxh3": re.compile("[0-9a-f]{16}"),
    "xxh64": re.compile("[0-9a-f]{16}"),
    "xxh32": re.compile("[0-9a-f]{8}"),
    "md5": re.compile("[0-9a-f]{32}"),
    "sha1": re.compile("[0-9a-f]{40}"),
    "c4": re.compile("c4[1-9A-HJ-NP-Za-km-z]{88}"),
}
_OLD_NAMES: dict[str, HashFormat] = {"xxhash": "xxh32", "xxhash64": "xxh64", "xxhash64be": "xxh64"}


class Unreadable(Exception):
    """These bytes are no media hash list that we could read. Its text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A generation as the chain names it."""

    name: str  # of the list's file, in the same folder
    c4: str


@dataclass(slots=True)
class _File:
    """A file while its element is open."""

    path: str = ""
    size_bytes: int | None = None
    hashes: dict[HashFormat, str] = field(default_factory=dict)
    previous: str | None = None
    failed: bool = False


def hash_list(blocks: Iterable[bytes], *, name: str, number: int = 0) -> HashList:
    """A list from the blocks of its file. What makes no sense in it is left out, and its `trouble` says so.

    Raises Unreadable when it is no list, or one made to hurt.
    """
    reading = _List()
    _parse(blocks, root="hashlist", begin=reading.begin, end=reading.end)
    return HashList(
        name=name,
        number=number,
        files=tuple(reading.files),
        made_at=reading.made_at,
        trouble=tuple(f"{name}: {count} {what}, left out" for what, count in reading.left_out.items()),
    )


def chain(blocks: Iterable[bytes]) -> list[Link]:
    """The generations that a chain names, in its order. Raises Unreadable."""
    links: list[Link] = []
    told: dict[str, str] = {}

    def end(path: tuple[str, ...], text: str, _: dict[str, str]) -> None:
        if path[:2] == ("ascmhldirectory", "hashlist") and len(path) == 3:
            told[path[2]] = text.strip()
        elif path == ("ascmhldirectory", "hashlist"):
            links.append(Link(name=told.get("path", ""), c4=told.get("c4", "")))
            told.clear()

    _parse(blocks, root="ascmhldirectory", begin=lambda _path: None, end=end)
    return links


class _List:
    """What the elements of a list add up to."""

    def __init__(self) -> None:
        self.files: list[Recorded] = []
        self.left_out: dict[str, int] = {}
        self.made_at: datetime | None = None
        self._file = _File()

    def begin(self, path: tuple[str, ...]) -> None:
        if _is_file(path):
            self._file = _File()

    def end(self, path: tuple[str, ...], text: str, attributes: dict[str, str]) -> None:
        if _is_file(path[:-1]):
            self._of_file(path[-1], text, attributes)
        elif _is_file(path):
            self._keep()
        elif path[1:] in (("creatorinfo", "creationdate"), ("creatorinfo", "startdate")):
            self.made_at = _instant(text)

    def _of_file(self, tag: str, text: str, attributes: dict[str, str]) -> None:
        if tag == "path":
            self._file.path = text
            self._file.size_bytes = _count(attributes.get("size"))
        elif tag == "file":  # tools on Windows wrote it their way
            self._file.path = text if "/" in text else text.replace("\\", "/")
        elif tag == "size":
            self._file.size_bytes = _count(text)
        elif tag == "previousPath":
            self._file.previous = text
        elif attributes.get("action") == "failed":
            self._file.failed = True
        elif hashed := _hash(tag, text.strip()):
            kind, digest = hashed
            if _FORMS[kind].fullmatch(digest):
                self._file.hashes[kind] = digest
            else:
                self._leave_out("hashes that are none")

    def _keep(self) -> None:
        file = self._file
        if not is_below(file.path):
            self._leave_out("paths that lead out of the folder")
            return
        if len(self.files) == _MOST_FILES:
            raise Unreadable(f"it names more than {_MOST_FILES} files")
        self.files.append(
            Recorded(
                path=file.path.encode(),
                hashes=file.hashes,
                size_bytes=file.size_bytes,
                previous=file.previous.encode() if file.previous else None,
                failed=file.failed,
            )
        )

    def _leave_out(self, what: str) -> None:
        self.left_out[what] = self.left_out.get(what, 0) + 1


def _is_file(path: tuple[str, ...]) -> bool:
    """`hashes/hash` in ASC MHL, `hash` in MHL 1.x."""
    return path in (("hashlist", "hashes", "hash"), ("hashlist", "hash"))


def _hash(tag: str, text: str) -> tuple[HashFormat, str] | None:
    """The hash in our own form; None for an element that is none."""
    if kind := _OLD_NAMES.get(tag):
        if tag == "xxhash":
            return kind, f"{int(text):08x}" if re.fullmatch("[0-9]{1,10}", text) else text
        return kind, "".join(reversed(re.findall("..?", text.lower()))) if tag == "xxhash64" else text.lower()
    for each in _FORMS:
        if tag == each:
            return each, text if each == "c4" else text.lower()
    return None


def _count(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch("[0-9]{1,18}", text.strip(), re.ASCII) else None


def _instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return at if at.tzinfo else None


def _parse(
    blocks: Iterable[bytes],
    *,
    root: str,
    begin: Callable[[tuple[str, ...]], None],
    end: Callable[[tuple[str, ...], str, dict[str, str]], None],
) -> None:
    """Calls `begin(path)` and `end(path, text, attributes)` for each element. A path is of local names, root first."""
    parser = expat.ParserCreate("utf-8", " ")  # whatever encoding it claims
    parser.buffer_text = True
    path: tuple[str, ...] = ()
    opened: list[dict[str, str]] = []
    text: list[str] = []
    length = 0

    def begun(tag: str, attributes: dict[str, str]) -> None:
        nonlocal path, length
        path = (*path, tag.rpartition(" ")[2])
        if path[0] != root:
            raise Unreadable(f"it is no {root}")
        if len(path) > _DEEPEST:
            raise Unreadable("its elements are too deep")
        opened.append(attributes)
        text.clear()
        length = 0
        begin(path)

    def ended(_: str) -> None:
        nonlocal path, length
        end(path, "".join(text), opened.pop())
        path = path[:-1]
        text.clear()
        length = 0

    def said(some: str) -> None:
        nonlocal length
        length += len(some)
        if length > _LONGEST_TEXT:
            raise Unreadable("a text in it is too long")
        text.append(some)

    def declared(*_: object) -> None:
        raise Unreadable("it declares a document type, which no hash list needs")

    parser.StartElementHandler = begun
    parser.EndElementHandler = ended
    parser.CharacterDataHandler = said
    parser.StartDoctypeDeclHandler = declared
    fed = 0
    try:
        for block in blocks:
            parser.Parse(block)
            fed += len(block)
            # expat before 2.6 reads an open token from its beginning again with every block: a long one takes for ever
            if fed - parser.CurrentByteIndex > _LONGEST_TOKEN:
                raise Unreadable("a tag in it is too long")
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Unreadable(f"it is no XML: {shown(str(error).encode())}") from error
