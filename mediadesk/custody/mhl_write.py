"""A generation of an ASC MHL v2.0 history, and its chain, as bytes.

They name no person, host, place or version: the schema asks for a host name, and takes an empty one. Instants are UTC.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import PurePosixPath
from xml.etree import ElementTree as ET

import xxhash

from mediadesk.custody.mhl_read import Link
from mediadesk.model.layout import PART
from mediadesk.model.mhl import Entry, Recorded, is_below
from mediadesk.model.names import disk_name, shown

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
# what the reference tool leaves out by itself, what macOS writes on drives, and our own unfinished files
_IGNORED = (".DS_Store", "ascmhl", "ascmhl/", "._*", f"{PART}*")
_XXH128 = re.compile("[0-9a-f]{32}")


def list_name(number: int, folder: str, at: datetime) -> str:
    """What the file of a generation is called: its number, the folder's name and the time in UTC."""
    return f"{number:04}_{disk_name(folder.encode(errors='surrogateescape'))}_{at.astimezone(UTC):%Y-%m-%d_%H%M%SZ}.mhl"


def hash_list(entries: Sequence[Entry], known: Mapping[bytes, Recorded], *, at: datetime) -> Iterator[bytes]:
    """A generation, in blocks. What is on record decides what each entry is: original, verified or failed.

    Raises ValueError for an entry that no history can hold: a path out of the folder or into the history, a name that
    is no UTF-8, a hash that is none.
    """
    for entry in entries:
        _check(entry)
    when = _when(at)
    everything = {path: each.hashes.get("xxh128") for path, each in known.items()}
    everything |= {each.path: each.xxh128 for each in entries}
    folders = _folders(everything)
    yield f'{_HEAD}<hashlist version="2.0" xmlns="urn:ASC:MHL:v2.0">\n'.encode()
    yield _line(_creator(when))
    yield _line(_process(when, folders.pop(b"", None)))
    yield b"<hashes>\n"
    for entry in sorted(entries, key=lambda each: each.path):
        yield _line(_file(entry, known.get(entry.path), everything, when))
    for path, digests in sorted(folders.items()):
        element = ET.Element("directoryhash")
        ET.SubElement(element, "path").text = path.decode()
        _add_folder_hashes(element, digests, when)
        yield _line(element)
    yield b"</hashes>\n</hashlist>\n"


def chain(links: Iterable[Link]) -> bytes:
    """The chain of a history: each generation's file with the C4 ID of its bytes, in order."""
    lines = [f'{_HEAD}<ascmhldirectory xmlns="urn:ASC:MHL:DIRECTORY:v2.0">\n'.encode()]
    for number, link in enumerate(links, 1):
        element = ET.Element("hashlist", sequencenr=str(number))
        ET.SubElement(element, "path").text = link.name
        ET.SubElement(element, "c4").text = link.c4
        lines.append(_line(element))
    return b"".join([*lines, b"</ascmhldirectory>\n"])


def _check(entry: Entry) -> None:
    path = shown(entry.path)
    if path.encode() != entry.path or not is_below(path) or "ascmhl" in path.casefold().split("/"):
        raise ValueError(f"no history can hold a file at {path}")
    if not _XXH128.fullmatch(entry.xxh128):
        raise ValueError(f"this is no xxh128: {entry.xxh128}")


def _creator(when: str) -> ET.Element:
    creator = ET.Element("creatorinfo")
    ET.SubElement(creator, "creationdate").text = when
    ET.SubElement(creator, "hostname")
    ET.SubElement(creator, "tool").text = "mediadesk"
    return creator


def _process(when: str, root: tuple[str, str] | None) -> ET.Element:
    process = ET.Element("processinfo")
    ET.SubElement(process, "process").text = "transfer"
    if root:
        _add_folder_hashes(ET.SubElement(process, "roothash"), root, when)
    ignore = ET.SubElement(process, "ignore")
    for pattern in _IGNORED:
        ET.SubElement(ignore, "pattern").text = pattern
    return process


def _file(entry: Entry, known: Recorded | None, everything: Mapping[bytes, object], when: str) -> ET.Element:
    file = ET.Element("hash")
    named = ET.SubElement(file, "path", size=str(entry.size_bytes))
    if entry.modified_at:
        named.set("lastmodificationdate", _when(entry.modified_at))
    named.text = entry.path.decode()
    ET.SubElement(file, "xxh128", action=_action(entry, known), hashdate=when).text = entry.xxh128
    if previous := _previous(entry, everything):
        ET.SubElement(file, "previousPath").text = previous
    return file


def _action(entry: Entry, known: Recorded | None) -> str:
    agrees = known.agrees({"xxh128": entry.xxh128}) if known else None
    return {None: "original", True: "verified", False: "failed"}[agrees]


def _previous(entry: Entry, everything: Mapping[bytes, object]) -> str | None:
    """The name on the card, where it was another one and can be told.

    Not what is no text, and nothing that could be taken for another file of the folder: a name with an escape in it.
    """
    name = entry.card_path
    if not name or name == entry.path or b"%" in name or name in everything:
        return None
    text = name.decode("utf-8", "replace")
    return text if shown(name) == text else None


def _folders(files: Mapping[bytes, str | None]) -> dict[bytes, tuple[str, str]]:
    """The content and structure hash of every folder, the root's under b"". Empty when a file has no xxh128.

    The content hash is of the content hashes below, in order; the structure hash is of a hash for each name below,
    made of the name and its hash (ascmhl 1.2, hasher.DirectoryHashContext).
    """
    contents: dict[str, list[bytes]] = defaultdict(list)
    structures: dict[str, list[bytes]] = defaultdict(list)
    for path, digest in files.items():
        if digest is None:
            return {}
        _add(contents, structures, PurePosixPath(path.decode()), bytes.fromhex(digest), bytes.fromhex(digest))
    folders = {}
    for folder in sorted(_with_parents(contents), key=lambda each: -len(PurePosixPath(each).parts)):
        content, structure = (xxhash.xxh3_128(b"".join(sorted(each[folder]))) for each in (contents, structures))
        if folder != ".":
            _add(contents, structures, PurePosixPath(folder), content.digest(), structure.digest())
        folders["" if folder == "." else folder] = content.hexdigest(), structure.hexdigest()
    return {folder.encode(): digests for folder, digests in folders.items()}


def _add(
    contents: dict[str, list[bytes]],
    structures: dict[str, list[bytes]],
    path: PurePosixPath,
    content: bytes,
    structure: bytes,
) -> None:
    folder = str(path.parent)
    contents[folder].append(content)
    structures[folder].append(xxhash.xxh3_128(path.name.encode() + structure).digest())


def _with_parents(folders: Iterable[str]) -> set[str]:
    return {str(each) for folder in folders for each in (PurePosixPath(folder), *PurePosixPath(folder).parents)}


def _add_folder_hashes(element: ET.Element, digests: tuple[str, str], when: str) -> None:
    for kind, digest in zip(("content", "structure"), digests, strict=True):
        ET.SubElement(ET.SubElement(element, kind), "xxh128", hashdate=when).text = digest


def _when(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _line(element: ET.Element) -> bytes:
    return ET.tostring(element, encoding="unicode").encode() + b"\n"
