"""The filter, read as the kernel reads it."""

import errno
import struct

import pytest

from mediadesk.media import seccomp

X86_64, AARCH64 = seccomp._X86_64, seccomp._AARCH64
ALLOWED, FORBIDDEN, UNKNOWN = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS


def verdict(architecture: int, number: int, first: int = 0, *, of: int | None = None) -> int:
    """What the filter for a processor answers to a call; one `of` another processor, when given."""
    data = struct.pack("<IIQ6Q", number, of or architecture, 0, first, *[0] * 5)
    code = seccomp._code(architecture)
    place, held = 0, 0
    while True:
        operation, when, unless, value = struct.unpack_from("=HBBI", code, place * 8)
        place += 1
        if operation == seccomp._RETURN:
            return value
        if operation == seccomp._LOAD:
            (held,) = struct.unpack_from("<I", data, value)
        else:
            holds = {
                seccomp._IF_EQUAL: held == value,
                seccomp._IF_AT_LEAST: held >= value,
                seccomp._IF_ANY_BIT: bool(held & value),
            }[operation]
            place += when if holds else unless


@pytest.mark.parametrize("architecture", [X86_64, AARCH64])
def test_each_call_of_the_table_is_refused(architecture: int) -> None:
    for name, *numbers in seccomp._FORBIDDEN:
        number = numbers[architecture == AARCH64]
        if number is not None:
            assert verdict(architecture, number) == FORBIDDEN, name


@pytest.mark.parametrize(
    ("architecture", "harmless"), [(X86_64, (0, 1, 2, 9, 59, 257)), (AARCH64, (56, 63, 64, 221, 222))]
)
def test_reading_writing_and_becoming_a_program_are_allowed(architecture: int, harmless: tuple[int, ...]) -> None:
    assert [verdict(architecture, number) for number in harmless] == [ALLOWED] * len(harmless)


@pytest.mark.parametrize(("architecture", "clone"), [(X86_64, 56), (AARCH64, 220)])
def test_a_thread_may_be_made_and_no_namespace(architecture: int, clone: int) -> None:
    """CLONE_VM and its like for a thread; CLONE_NEWUSER, CLONE_NEWNET; and clone3, whose flags nobody sees."""
    assert verdict(architecture, clone, 0x3D0F00) == ALLOWED
    assert verdict(architecture, clone, 0x10000000 | 17) == FORBIDDEN
    assert verdict(architecture, clone, 0x40000000 | 17) == FORBIDDEN
    assert verdict(architecture, 435) == UNKNOWN


def test_no_other_table_of_calls_is_a_way_around() -> None:
    """A program for 32 bits numbers its calls otherwise: 1 is exit there, and 102 is socketcall."""
    assert verdict(X86_64, 102, of=0x40000003) == FORBIDDEN
    assert verdict(X86_64, 0x40000000 | 41) == FORBIDDEN
    assert verdict(AARCH64, 281, of=0x40000028) == FORBIDDEN


def test_no_call_is_listed_twice() -> None:
    names = [name for name, *_ in seccomp._FORBIDDEN]
    assert len(set(names)) == len(names)
    for side in (1, 2):
        numbers = [each[side] for each in seccomp._FORBIDDEN if each[side] is not None]
        assert len(set(numbers)) == len(numbers)
