"""What a program in its cell may not even ask the kernel for: the network, other processes, the system itself.

Behind both walls. A link or a pipe that it left in its folder could lead us where it cannot go itself: neither is made.

A list of what is forbidden, since what encoders need differs from one C library to the next; files are Landlock's part.
Each is answered EPERM, and what came after the list was written is left to Landlock. A program for the kernel's packet
filter: https://docs.kernel.org/userspace-api/seccomp_filter.html, numbers of asm/unistd_64.h and asm-generic/unistd.h.
"""

import ctypes
import errno
import os
import platform
import struct
import sys
from collections.abc import Iterator
from functools import cache

_X86_64, _AARCH64 = 0xC000003E, 0xC00000B7  # AUDIT_ARCH_…
_ARCHITECTURES = {"x86_64": _X86_64, "aarch64": _AARCH64}

# the name, its number on x86_64 and on aarch64; None where there is no such call
_FORBIDDEN: tuple[tuple[str, int | None, int | None], ...] = (
    # the network, and talk with other processes
    ("socket", 41, 198),
    ("socketpair", 53, 199),
    ("connect", 42, 203),
    ("bind", 49, 200),
    ("listen", 50, 201),
    ("accept", 43, 202),
    ("accept4", 288, 242),
    ("sendto", 44, 206),
    ("sendmsg", 46, 211),
    ("sendmmsg", 307, 269),
    ("shmget", 29, 194),
    ("semget", 64, 190),
    ("msgget", 68, 186),
    ("mq_open", 240, 180),
    # other processes
    ("ptrace", 101, 117),
    ("process_vm_readv", 310, 270),
    ("process_vm_writev", 311, 271),
    ("process_madvise", 440, 440),
    ("pidfd_open", 434, 434),
    ("pidfd_getfd", 438, 438),
    ("pidfd_send_signal", 424, 424),
    ("kcmp", 312, 272),
    ("kill", 62, 129),
    ("tkill", 200, 130),
    ("rt_sigqueueinfo", 129, 138),
    ("rt_tgsigqueueinfo", 297, 240),
    # files by another way than their names, and what Landlock does not watch about them
    ("open_by_handle_at", 304, 265),
    ("name_to_handle_at", 303, 264),
    ("io_uring_setup", 425, 425),
    ("io_uring_enter", 426, 426),
    ("io_uring_register", 427, 427),
    ("fanotify_init", 300, 262),
    ("truncate", 76, 45),
    ("symlink", 88, None),
    ("symlinkat", 266, 36),
    ("mknod", 133, None),
    ("mknodat", 259, 33),
    ("chmod", 90, None),
    ("fchmod", 91, 52),
    ("fchmodat", 268, 53),
    ("fchmodat2", 452, 452),
    ("chown", 92, None),
    ("lchown", 94, None),
    ("fchown", 93, 55),
    ("fchownat", 260, 54),
    ("utime", 132, None),
    ("utimes", 235, None),
    ("futimesat", 261, None),
    ("utimensat", 280, 88),
    ("setxattr", 188, 5),
    ("lsetxattr", 189, 6),
    ("fsetxattr", 190, 7),
    ("removexattr", 197, 14),
    ("lremovexattr", 198, 15),
    ("fremovexattr", 199, 16),
    ("setxattrat", 463, 463),
    ("removexattrat", 466, 466),
    # another view of the machine
    ("mount", 165, 40),
    ("umount2", 166, 39),
    ("pivot_root", 155, 41),
    ("chroot", 161, 51),
    ("setns", 308, 268),
    ("unshare", 272, 97),
    ("open_tree", 428, 428),
    ("move_mount", 429, 429),
    ("fsopen", 430, 430),
    ("fsconfig", 431, 431),
    ("fsmount", 432, 432),
    ("fspick", 433, 433),
    ("mount_setattr", 442, 442),
    # the kernel's own things
    ("add_key", 248, 217),
    ("request_key", 249, 218),
    ("keyctl", 250, 219),
    ("bpf", 321, 280),
    ("perf_event_open", 298, 241),
    ("userfaultfd", 323, 282),
    ("init_module", 175, 105),
    ("finit_module", 313, 273),
    ("delete_module", 176, 106),
    ("kexec_load", 246, 104),
    ("kexec_file_load", 320, 294),
    ("quotactl", 179, 60),
    ("acct", 163, 89),
    ("swapon", 167, 224),
    ("swapoff", 168, 225),
    ("reboot", 169, 142),
    ("sethostname", 170, 161),
    ("setdomainname", 171, 162),
    ("settimeofday", 164, 170),
    ("clock_settime", 227, 112),
    ("clock_adjtime", 305, 266),
    ("adjtimex", 159, 171),
    ("syslog", 103, 116),
    ("vhangup", 153, 58),
    ("personality", 135, 92),
    ("iopl", 172, None),
    ("ioperm", 173, None),
)
_CLONE = {_X86_64: 56, _AARCH64: 220}
_CLONE3 = 435
_NEW_NAMESPACES = 0x7E020080  # CLONE_NEW…, each of them
_X32 = 0x40000000  # numbers of another table, on x86_64

_PR_SET_SECCOMP, _FILTER = 22, 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000  # with the number of the error
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16  # in struct seccomp_data, little endian
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06


class _Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def known() -> bool:
    """Whether the numbers of this machine's processor are in the table."""
    return sys.platform == "linux" and platform.machine() in _ARCHITECTURES and sys.byteorder == "little"


def apply(libc: ctypes.CDLL) -> None:
    """Forbid it to this thread, and to all that it starts. Needs no_new_privs. Raises OSError."""
    code = filter_code()
    program = _Program(len(code) // 8, code)
    if libc.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def filter_code() -> bytes:
    """The filter for this machine, as the kernel and bubblewrap take it; empty where its processor is not known."""
    return _code(_ARCHITECTURES[platform.machine()]) if known() else b""


@cache
def _code(architecture: int) -> bytes:
    """The filter: eight bytes each, `struct sock_filter`."""
    return b"".join(struct.pack("=HBBI", *each) for each in _instructions(architecture))


def _instructions(architecture: int) -> Iterator[tuple[int, int, int, int]]:
    """Operation, how many to leave out when it is so and when not, value."""
    no, unknown, yes = (
        (_RETURN, 0, 0, _REFUSE | errno.EPERM),
        (_RETURN, 0, 0, _REFUSE | errno.ENOSYS),
        (_RETURN, 0, 0, _ALLOW),
    )
    yield _LOAD, 0, 0, _ARCHITECTURE_AT
    yield _IF_EQUAL, 1, 0, architecture
    yield no  # a program for another processor
    yield _LOAD, 0, 0, _NUMBER_AT
    if architecture == _X86_64:
        yield _IF_AT_LEAST, 0, 1, _X32
        yield no
    for _, *numbers in _FORBIDDEN:
        number = numbers[0] if architecture == _X86_64 else numbers[1]
        if number is not None:
            yield _IF_EQUAL, 0, 1, number
            yield no
    # its flags lie in memory, where no filter can look: the C library then takes the older one
    yield _IF_EQUAL, 0, 1, _CLONE3
    yield unknown
    yield _IF_EQUAL, 0, 3, _CLONE[architecture]
    yield _LOAD, 0, 0, _FIRST_ARGUMENT_AT
    yield _IF_ANY_BIT, 0, 1, _NEW_NAMESPACES
    yield no
    yield yes
