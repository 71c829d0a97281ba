"""Events as plain words, for the way home."""

from mediadesk.events import Began, Ended, Event, Moved, Said

_KINDS: dict[str, type[Began] | type[Moved] | type[Ended] | type[Said]] = {
    each.__name__: each for each in (Began, Moved, Ended, Said)
}


def packed(event: Event) -> list[str | float | None]:
    """Its name and its fields in order."""
    return [type(event).__name__, *(getattr(event, name) for name in type(event).__slots__)]


def unpacked(words: "list[str | float | None] | tuple[str | float | None, ...]") -> Event | None:
    """The event, or None for what is none: the other machine may be of any mind."""
    name, *values = words
    kind = _KINDS.get(str(name))
    if kind is None or len(values) != len(kind.__slots__):
        return None
    return kind(*values)  # type: ignore[arg-type] # a wrong figure harms a progress bar alone
