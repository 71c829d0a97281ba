"""What can be tried of a store that has keys and rights: asked by the doctor, done by the room of that store."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from mediadesk.model.trial import Digest
from mediadesk.store.providers import Provider


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """Something that a key for publishing must not be able to do."""

    call: str  # in words: "change the bucket's policy"
    allowed: bool | None  # None: it could not be told
    how: str  # how it was tried, so that nothing is changed


class Experiments(Protocol):
    """Each of them leaves nothing but what is under its key. Raises StoreRefused when nobody answers."""

    @property
    def provider(self) -> Provider:
        """Whose store it is."""
        ...

    @property
    def bucket(self) -> str:
        """Its name."""
        ...

    def addresses(self, key: str) -> list[str]:
        """Where somebody without a key would try the object, at the server itself."""
        ...

    def listings(self) -> list[str]:
        """Where somebody without a key would try to list the bucket, at the server itself."""
        ...

    def kept(self, key: str) -> Mapping[str, str]:
        """The headers that the server itself gives with an object, by their names in small letters."""
        ...

    def refuses_flipped(self, key: str, digest: Digest | None) -> bool:
        """Whether a PUT whose bytes change on the way is refused, and a part, by this checksum; None: by the
        signature alone.
        """
        ...

    def trouble_with_parts(self, key: str) -> str:
        """What goes wrong with a big file; empty when nothing does."""
        ...

    def trouble_with_trailers(self, key: str) -> str:
        """What goes wrong with requests that end in a checksum; empty when nothing does."""
        ...

    def honours_conditions(self, key: str) -> bool:
        """Whether a PUT that must not replace anything replaces nothing."""
        ...

    def rights(self) -> Iterator[Right]:
        """What the key may do and should not. Only what can do no harm when it is allowed is tried."""
        ...
