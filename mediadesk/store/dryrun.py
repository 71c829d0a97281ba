"""A store that says what it would do: wraps any other, reads from it truly, and never changes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mediadesk.errors import NotFound
from mediadesk.events import Report, Said
from mediadesk.model.publication import Outgoing, PublicObject, public_key
from mediadesk.store.base import Store, Tick, must_be_here, unseen


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """Answers as the store would after everything that was only said, so that whoever publishes needs no other way."""

    store: Store
    report: Report
    _would: dict[str, PublicObject | None] = field(default_factory=dict)  # None: would be taken away

    @property
    def name(self) -> str:
        """The real one's."""
        return self.store.name

    @property
    def local(self) -> bool:
        """The real one's: a rehearsal meets the same gates."""
        return self.store.local

    @property
    def public_url(self) -> str | None:
        """The real one's."""
        return self.store.public_url

    @property
    def keeps_encoding(self) -> bool:
        """The real one's."""
        return self.store.keeps_encoding

    @property
    def refuses_flipped(self) -> bool:
        """The real one's."""
        return self.store.refuses_flipped

    def put(self, out: Outgoing, tick: Tick = unseen) -> None:
        """Said, not done."""
        must_be_here(out)
        tick(out.object.size_bytes)
        self._would[public_key(out.object.key)] = out.object
        self.report(Said(f"would send {self.describe(out.object.key)} ({out.object.size_bytes:,} bytes)"))

    def head(self, key: str) -> PublicObject | None:
        """True, but for what was said."""
        return self._would[key] if key in self._would else self.store.head(key)

    def read_back(self, key: str, tick: Tick = unseen) -> PublicObject:
        """What `head` says: a rehearsal does not fetch a film."""
        found = self.head(key)
        if found is None:
            raise NotFound(f"{self.describe(key)} is not there", hint="publish the dispatch again")
        tick(found.size_bytes)
        return found

    def keys(self, prefix: str = "") -> Iterator[str]:
        """True, but for what was said."""
        for key in self.store.keys(prefix):
            if key not in self._would:
                yield key
        below = f"{public_key(prefix)}/" if prefix else ""
        yield from [key for key, would in self._would.items() if would and key.startswith(below)]

    def sizes(self, prefix: str) -> Mapping[str, int]:
        """True, but for what was said."""
        below = f"{public_key(prefix)}/"
        said = {key: would.size_bytes for key, would in self._would.items() if would and key.startswith(below)}
        there = {key: size for key, size in self.store.sizes(prefix).items() if key not in self._would}
        return there | said

    def delete(self, key: str) -> None:
        """Said, not done; nothing is said of what is not there."""
        if self.head(key) is not None:
            self.report(Said(f"would delete {self.describe(key)}"))
        self._would[public_key(key)] = None

    def describe(self, key: str = "") -> str:
        """The real one's."""
        return self.store.describe(key)
