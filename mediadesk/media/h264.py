"""What is inside the picture of an MP4: the units of H.264 (ITU-T H.264, 7.3), and nothing that is no picture."""

from collections.abc import Iterator

_PICTURES = frozenset({1, 5})  # slices; what they need to be decoded stands in the box avcC
_PARAMETERS = frozenset({7, 8})  # but for films that were joined of picks, which say them again at each join
_SEI = 6  # in which encoders and cameras write what they like
_LONGEST_PICTURE_SET = 16  # bytes; its fields are not read one by one
_HIGH = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})  # profiles that say more


class _Strange(ValueError):
    """Something that our encoder does not write."""


def in_sample(sample: bytes) -> Iterator[str]:
    """What stands beside the slices in one picture: units, each with four bytes of length before it."""
    place = 0
    while place + 5 <= len(sample):
        size = int.from_bytes(sample[place : place + 4])
        kind = sample[place + 4] & 0x1F
        place += 4 + size
        if size == 0 or place > len(sample):
            break
        if kind in _PARAMETERS:
            yield from _repeated(sample[place - size : place], kind)
        elif kind not in _PICTURES:
            yield "user data inside the picture (SEI)" if kind == _SEI else f"a unit of type {kind} inside the picture"
        elif sample[place - 1] == 0:
            yield "bytes behind a slice of the picture"
    if place != len(sample):
        yield "a picture that is no row of units"


def in_setup(setup: bytes) -> Iterator[str]:
    """What the box avcC holds beside one plain set of parameters of each kind (ISO/IEC 14496-15, 5.3.3)."""
    try:
        if setup[0] != 1 or setup[4:6] != b"\xff\xe1":
            raise _Strange
        size = int.from_bytes(setup[6:8])
        sequence, rest = setup[8 : 8 + size], setup[8 + size :]
        if rest[0] != 1:
            raise _Strange
        size = int.from_bytes(rest[1:3])
        picture, rest = rest[3 : 3 + size], rest[3 + size :]
        # of the high profiles: 4:2:0, 8 bits, no extension
        if rest != (b"\xfd\xf8\xf8\x00" if setup[1] in _HIGH else b"") or sequence[1:4] != setup[1:4]:
            raise _Strange
        _sequence(sequence)
        if picture[0] & 0x1F != 8 or len(picture) > _LONGEST_PICTURE_SET:
            raise _Strange
    except (_Strange, IndexError):
        yield "parameters of the picture that our encoder does not write"


def colour(setup: bytes) -> tuple[int, int, int, bool] | None:
    """What the picture says of its colour, in the box avcC: primaries, transfer, matrix (ITU-T H.273), full range.

    None where it says nothing, or what our encoder does not write.
    """
    try:
        return _sequence(setup[8 : 8 + int.from_bytes(setup[6:8])])
    except (_Strange, IndexError):
        return None


def _repeated(unit: bytes, kind: int) -> Iterator[str]:
    try:
        if kind == 7:
            _sequence(unit)
        elif len(unit) > _LONGEST_PICTURE_SET:
            raise _Strange
    except (_Strange, IndexError):
        yield "parameters of the picture that our encoder does not write"


class _Bits:
    """The bits of a unit, without the bytes that keep start codes out of it."""

    def __init__(self, unit: bytes) -> None:
        raw = unit.replace(b"\0\0\x03", b"\0\0")
        self._value, self.left = int.from_bytes(raw), 8 * len(raw)

    def take(self, count: int) -> int:
        """The next bits as a number."""
        if count > self.left:
            raise _Strange
        self.left -= count
        return self._value >> self.left & (1 << count) - 1

    def golomb(self) -> int:
        """An Exp-Golomb number, without a sign: `ue(v)`."""
        zeros = 0
        while not self.take(1):
            zeros += 1
            if zeros > 32:
                raise _Strange
        return (1 << zeros) - 1 + self.take(zeros)

    def expect(self, count: int, *values: int) -> int:
        """The next bits, when they are one of these values."""
        if (value := self.take(count)) not in values:
            raise _Strange
        return value


def _sequence(unit: bytes) -> tuple[int, int, int, bool] | None:
    """Reads a sequence parameter set to its last bit; what it says of colour.

    Raises where something stands that our encoder does not write.
    """
    bits = _Bits(unit)
    bits.expect(8, 0x67, 0x27)
    profile = bits.take(8)
    bits.take(16)  # constraints, level
    bits.golomb()  # id
    if profile in _HIGH:
        if (bits.golomb(), bits.golomb(), bits.golomb()) != (1, 0, 0):  # 4:2:0 of 8 bits
            raise _Strange
        bits.expect(1, 0)
        bits.expect(1, 0)  # no scaling lists
    bits.golomb()  # frame numbers
    order = bits.golomb()
    if order == 0:
        bits.golomb()
    elif order != 2:
        raise _Strange
    bits.golomb()  # reference frames
    bits.expect(1, 0)
    bits.golomb(), bits.golomb()  # size in blocks of 16
    bits.expect(1, 1)  # whole frames alone
    bits.take(1)
    if bits.take(1):  # cropped
        for _ in range(4):
            bits.golomb()
    said = _usability(bits) if bits.take(1) else None
    bits.expect(1, 1)  # the stop bit, and nothing but zeros up to the end of the byte
    if bits.left > 7 or bits.take(bits.left):
        raise _Strange
    return said


def _usability(bits: _Bits) -> tuple[int, int, int, bool] | None:
    """The part on how to show the picture (annex E.1.1); what it says of colour."""
    said = None
    if bits.take(1):
        bits.expect(8, 1)  # square pixels
    bits.expect(1, 0)  # overscan
    if bits.take(1):
        bits.expect(3, 5)  # format: unspecified
        bits.expect(1, 0)  # limited range
        if bits.take(1):
            primaries, transfer, matrix = (bits.expect(8, 1) for _ in range(3))  # BT.709
            said = primaries, transfer, matrix, False
    if bits.take(1):  # where colours lie
        bits.golomb(), bits.golomb()
    if bits.take(1):
        bits.take(32), bits.take(32), bits.take(1)  # ticks
    bits.expect(2, 0)  # no reference decoders
    bits.expect(1, 0)
    if bits.take(1):
        bits.take(1)
        for _ in range(6):
            bits.golomb()
    return said
