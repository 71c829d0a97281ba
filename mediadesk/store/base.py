"""The contract of a store. These docstrings are the manual for writing another one; tests/contracts/test_store.py is
the examination it must pass.
"""

from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from mediadesk.errors import NotFound
from mediadesk.model.publication import Outgoing, PublicObject

PIECE = 1 << 20  # the most bytes that are told to have moved at once
# Told how many bytes moved since it was last told; negative when some must go again; more than a PIECE when they were
# there already, and did not move now.
Tick = Callable[[int], None]


def unseen(_count: int) -> None:
    """For those who do not count."""


class Store(Protocol):
    """A place that readers' browsers can fetch from: whole objects under keys, each with its headers.

    Every method may be called from several threads at once, and may be called twice: after a crash the whole publish is
    simply run again. Keys are public keys (`model.publication.public_key`); any other raises Refused before anything is
    touched. Trouble outside is raised as StoreRefused with the next step as its hint and no secret in its text. Nothing
    is connected to or created before the first call.
    """

    @property
    def name(self) -> str:
        """What the settings call it: the NAME of `[store.NAME]`."""
        ...

    @property
    def local(self) -> bool:
        """Whether the bytes stay on this machine. When in doubt, False: it is then treated as public."""
        ...

    @property
    def public_url(self) -> str | None:
        """The address under which readers find key `k` as `<public_url>/k`; no / at its end, None when not known."""
        ...

    @property
    def keeps_encoding(self) -> bool:
        """Whether readers are told the Content-Encoding. If not, `send` unpacks compressed objects first."""
        ...

    @property
    def refuses_flipped(self) -> bool:
        """Whether it was proved that a `put` whose bytes changed on the way raises, and changes nothing.

        `send` then asks whether what was put is there instead of fetching it. When in doubt, False.
        """
        ...

    def put(self, out: Outgoing, tick: Tick = unseen) -> None:
        """Store the object with its headers, replacing what is there.

        A reader sees the old object, or none, until the new one is whole. Streams: memory does not grow with the size.
        `tick` may raise to stop; unless the last byte has gone, nothing changes for a reader then. Raises NotFound when
        the file to send is gone.
        """
        ...

    def head(self, key: str) -> PublicObject | None:
        """What the store says is there, without fetching it; None when nothing is.

        The hash may come from what `put` noted, for it decides only what to send. An object whose hash nobody noted has
        an empty one, and is sent again.
        """
        ...

    def read_back(self, key: str, tick: Tick = unseen) -> PublicObject:
        """What really is there: every byte fetched again, past all caches, and hashed; headers as readers get them.

        Raises NotFound naming the key when nothing is there.
        """
        ...

    def keys(self, prefix: str = "") -> Iterator[str]:
        """All keys below `prefix`, a folder of keys (no / at its end), each once, in any order.

        Also those of which a killed `put` left only a part: whoever takes a dispatch away must find everything of it.
        What is no public key was put there by someone else, and is left out.
        """
        ...

    def sizes(self, prefix: str) -> Mapping[str, int]:
        """The bytes of every whole object below `prefix`, by its key, as one listing says them: nothing is fetched.

        Of the keys that `keys` gives, those that `head` finds.
        """
        ...

    def delete(self, key: str) -> None:
        """Nothing of the key is left afterwards, whole or in part, whether or not it was there.

        The only call that takes anything away.
        """
        ...

    def describe(self, key: str = "") -> str:
        """Where the key, or the whole store, is, in words a person can look up: a path, an s3:// address."""
        ...


def is_loopback(url: str) -> bool:
    """Whether an address can only mean this machine. No name is looked up: it may mean another machine tomorrow."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def must_be_here(out: Outgoing) -> None:
    """Raises NotFound when the file to send is gone from this desk."""
    if isinstance(out.body, Path) and not out.body.is_file():
        raise NotFound(f"{out.body!s} is gone from this desk", hint="mediadesk derive")
