"""Asking for a passphrase: on the terminal, hidden, and never where a script would wait for ever."""

import sys
from pathlib import Path

from mediadesk.errors import CatalogueLocked, Misasked

_TRIES = 3
_LEAST_LETTERS = 12  # of one that strangers can try as often as they like
_WITHOUT = "run it in a terminal, or name a key file: MEDIADESK_KEY_FILE=FILE, or key_file in mediadesk.toml"


class Prompt:
    """Whoever sits at the terminal."""

    def of(self, path: Path, attempt: int) -> str:
        """The passphrase of an encrypted file. Raises CatalogueLocked after three, and where there is no terminal."""
        if attempt >= _TRIES:
            raise CatalogueLocked(
                f"nothing that was typed opens {path}",
                hint="find the passphrase; when it is right beyond doubt, the file is damaged: move it away, then"
                " mediadesk restore FILE",
            )
        _need_terminal(f"{path} is encrypted, and there is nobody to ask for its passphrase")
        again = "That is not it. " if attempt else ""
        return _typed(f"{again}Passphrase of {path}: ")

    def new(self) -> str:
        """A passphrase for what is to be made, typed twice. Raises CatalogueLocked, Misasked."""
        _need_terminal("there is nobody to ask for a new passphrase")
        chosen = _typed("New passphrase: ")
        if _typed("The same once more: ") != chosen:
            raise Misasked("these were two passphrases", hint="run it again, and type the same twice")
        return chosen


def for_others(what: str, *, otherwise: str) -> str:
    """A passphrase for what is handed to somebody else, typed twice. Raises Misasked where there is no terminal, for
    two that differ, and for one that is soon guessed by whoever finds it. `otherwise` is the way without."""
    if not sys.stdin or not sys.stdin.isatty():
        raise Misasked(
            f"there is nobody to ask for a passphrase of {what}", hint=f"run it in a terminal, or {otherwise}"
        )
    chosen = _typed(f"Passphrase of {what}: ")
    if len(chosen) < _LEAST_LETTERS:
        raise Misasked("that is soon guessed by a machine", hint="four or five words that nobody ever wrote in a row")
    if _typed("The same once more: ") != chosen:
        raise Misasked("these were two passphrases", hint="run it again, and type the same twice")
    return chosen


def of_others(what: str) -> str:
    """The passphrase of what somebody else sealed. Raises Misasked where there is nobody to ask."""
    if not sys.stdin or not sys.stdin.isatty():
        raise Misasked(f"{what} is sealed with a passphrase, and there is nobody to ask", hint="run it in a terminal")
    return _typed(f"Passphrase of {what}: ")


def _need_terminal(what: str) -> None:
    if not sys.stdin or not sys.stdin.isatty():
        raise CatalogueLocked(what, hint=_WITHOUT)


def _typed(ask: str) -> str:
    """Written to the terminal itself, so that neither results nor errors hold it."""
    import getpass
    import termios

    try:
        return getpass.getpass(ask)
    except (EOFError, termios.error) as error:
        raise CatalogueLocked("no passphrase was typed", hint=_WITHOUT) from error
