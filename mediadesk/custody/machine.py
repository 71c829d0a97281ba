"""What this machine is called, who works on it, and where the desk lies: readers must not learn any of it."""

import getpass
import os
import socket
from pathlib import Path

try:
    import pwd
except ImportError:  # a system without a list of its users
    pwd = None  # type: ignore[assignment] # the one way to say that a module is not there


def words(desk: Path) -> frozenset[str]:
    """The host's name, the user's, that of the home folder, and the desk's path and those above it that tell something.

    A folder that every machine has (`/home`, `/media`) tells nothing alone; it is looked for as a whole path only.
    """
    host = socket.gethostname()
    whole = {str(desk), str(desk.resolve()), str(Path.home())}
    return frozenset({*whole, host, host.partition(".")[0], Path.home().name, _user()} - {"", "/"})


def people() -> frozenset[str]:
    """The real name of whoever works here, as the system has it: the first field of the old GECOS entry."""
    if pwd is None:
        return frozenset()
    try:
        told = pwd.getpwuid(os.getuid()).pw_gecos.partition(",")[0].strip()
    except KeyError:  # a container may run as nobody it knows
        return frozenset()
    return frozenset({told} - {"", "root"})


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
