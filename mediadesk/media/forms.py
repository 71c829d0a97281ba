"""What each box of an MP4 that we publish looks like, byte by byte (ISO/IEC 14496-12, -14, -15): the allow-list.

ffmpeg writes a film in always the same words; whatever reads otherwise is not from there. A form is a row of tokens:
bytes in hexadecimal digits, `z4` four zero bytes, `.4` any four, `a|b` one or the other, `*12` rows of twelve.
"""

import re

_MATRIX = "00010000 z12 00010000 z12 40000000"
_FILE = "moov/trak/mdia/minf"
_TABLE = f"{_FILE}/stbl"
_PICTURE, _SOUND = f"{_TABLE}/stsd/avc1", f"{_TABLE}/stsd/mp4a"
_COUNTED = "z4 .4"  # a table: how many rows, then the rows; `rows_fit` counts them

# where a box stands → what it holds; of one that holds boxes, what comes before them
FORMS: dict[str, str] = {
    # isom iso2 avc1 mp41, without avc1 for sound alone; iso6 cmfc mp41 for a rung
    "ftyp": (
        "69736f6d0000020069736f6d69736f32617663316d703431|69736f6d0000020069736f6d69736f326d703431"
        "|69736f360000020069736f36636d66636d703431"
    ),
    "styp": "6d736468 00000000 6d736468 6d736978",  # msdh msix
    "free": "z*",
    "mdat": ".*",
    "moov": "",
    "moov/mvhd": f"z4 z8 .4 .4 00010000 0100 z10 {_MATRIX} z24 .4",
    "moov/free": "z*",
    "moov/trak": "",
    "moov/trak/tkhd": f"00000003 z8 .4 z4 .4 z8 0000 0000|0001 0000|0100 z2 {_MATRIX} .2 z2 .2 z2",
    "moov/trak/edts": "",
    "moov/trak/edts/elst": "z4 00000001 .4 .4 00010000",
    "moov/trak/mdia": "",
    "moov/trak/mdia/mdhd": "z4 z8 .4 .4 55c4 z2",  # und: undetermined
    "moov/trak/mdia/hdlr": "z8 76696465|736f756e z12 00",  # vide, soun
    _FILE: "",
    f"{_FILE}/vmhd": "00000001 z8",
    f"{_FILE}/smhd": "z8",
    f"{_FILE}/dinf": "",
    f"{_FILE}/dinf/dref": "z4 00000001",
    f"{_FILE}/dinf/dref/url ": "00000001",
    _TABLE: "",
    f"{_TABLE}/stsd": "z4 00000001",
    _PICTURE: "z6 0001 z16 .2 .2 00480000 00480000 z4 0001 z32 0018 ffff",
    f"{_PICTURE}/avcC": ".*",  # `h264` reads it
    f"{_PICTURE}/colr": "6e636c78 0001 0001 0001 00",  # nclx: BT.709, limited range
    f"{_PICTURE}/pasp": "00000001 00000001",
    f"{_PICTURE}/btrt": ".12",
    _SOUND: "z6 0001 z8 0001|0002 0010 z4 .2 z2",
    # AAC-LC of 48 or 44.1 kHz, two channels or one; no more than one spelling of the descriptors
    f"{_SOUND}/esds": (
        "z4 0380808025 .2 00 0480808017 40 15 .3 .4 .4 0580808005 1190|1188|1210|1208 56e500 0680808001 02"
    ),
    f"{_SOUND}/btrt": ".12",
    f"{_TABLE}/stts": f"{_COUNTED} *8",
    f"{_TABLE}/stss": f"{_COUNTED} *4",
    f"{_TABLE}/ctts": "00|01 z3 .4 *8",
    f"{_TABLE}/stsc": f"{_COUNTED} *12",
    f"{_TABLE}/stsz": "z4 .4 .4 *4",
    f"{_TABLE}/stco": f"{_COUNTED} *4",
    f"{_TABLE}/co64": f"{_COUNTED} *8",
    f"{_TABLE}/sgpd": "01000000 726f6c6c 00000002 00000001 ffff",  # roll: one frame of sound before
    f"{_TABLE}/sbgp": "z4 726f6c6c .4 *8",
    "moov/mvex": "",
    "moov/mvex/mehd": "z4 .4",
    "moov/mvex/trex": "z4 .4 00000001 z12",
    "sidx": "01000000 .4 .4 .8 .8 0000 .2 *12",
    "moof": "",
    "moof/mfhd": "z4 .4",
    "moof/traf": "",
    "moof/traf/tfhd": "00020038|0002003a|00020028|00020020|0002002a *4",
    "moof/traf/tfdt": "01000000 .8",
    "moof/traf/trun": "00|01 .3 .4 *4",
}
# where the number of rows stands, and how long each is
_ROWS = {
    "stts": (4, 8),
    "stss": (4, 4),
    "ctts": (4, 8),
    "stsc": (4, 12),
    "stco": (4, 4),
    "co64": (4, 8),
    "sbgp": (8, 8),
}


def form_of(tokens: str) -> re.Pattern[bytes]:
    """The pattern that a whole box must match."""
    return re.compile(b"".join(map(_token, tokens.split())), re.DOTALL)


def rows_fit(kind: str, payload: bytes) -> bool:
    """Whether a table holds as many rows as it says."""
    if kind == "stsz":
        same, count = (int.from_bytes(payload[at : at + 4]) for at in (4, 8))
        return len(payload) == 12 + (0 if same else 4 * count)
    if kind == "sidx":
        return len(payload) == 32 + 12 * int.from_bytes(payload[30:32])
    if kind == "trun":
        flags, count = int.from_bytes(payload[1:4]), int.from_bytes(payload[4:8])
        width = 4 * sum(bool(flags & bit) for bit in (0x100, 0x200, 0x400, 0x800))
        return not flags & ~0xF05 and len(payload) == 8 + 4 * bool(flags & 1) + 4 * bool(flags & 4) + width * count
    if kind == "tfhd":
        flags = int.from_bytes(payload[1:4])
        return len(payload) == 8 + sum(4 for bit in (0x2, 0x8, 0x10, 0x20) if flags & bit)
    if kind not in _ROWS:
        return True
    at, width = _ROWS[kind]
    return len(payload) == at + 4 + width * int.from_bytes(payload[at : at + 4])


def _token(word: str) -> bytes:
    if word in {"z*", ".*"}:
        return rb"\x00*" if word[0] == "z" else b".*"
    kinds = {"z": rb"\x00{%d}", ".": b".{%d}", "*": b"(?:.{%d})*"}
    if word[0] in kinds:
        return kinds[word[0]] % int(word[1:])
    return b"(?:" + b"|".join(re.escape(bytes.fromhex(each)) for each in word.split("|")) + b")"
