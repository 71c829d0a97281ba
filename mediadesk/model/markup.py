"""What a page says: its words, addresses and facts, without marks, style and program, which every page has."""

from html.parser import HTMLParser

_BEGINNING = "<!doctype html"
# whose values are words of the page's language, never of a person's
_OURS = frozenset(
    "autocomplete charset class crossorigin d dir fill height http-equiv id max min name preload property rel role step"
    " stroke stroke-linecap stroke-linejoin stroke-width tabindex type viewbox width".split()
)


def said_by(text: str) -> str:
    """All that an HTML page says, one piece a line; any other text as it is.

    A style sheet knows `max-width`, a script knows `map` and `set`: whoever is called Max is not told by them.
    """
    if text[: len(_BEGINNING)].lower() != _BEGINNING:
        return text
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return "\n".join(reader.said)


class _Reader(HTMLParser):
    """Data blocks are scripts with a type, and tell; what runs has none."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remembers the values that may be somebody's."""
        self._silent = tag == "style" or (tag == "script" and "type" not in dict(attrs))
        self.said += [value for name, value in attrs if value and name not in _OURS and not name.startswith("data-")]

    def handle_endtag(self, tag: str) -> None:
        """What comes after a style or a program is words again."""
        if tag in {"style", "script"}:
            self._silent = False

    def handle_data(self, data: str) -> None:
        """Remembers words."""
        if not self._silent:
            self.said.append(data)

    def handle_comment(self, data: str) -> None:
        """A comment is sent, too."""
        self.said.append(data)
