"""docs/cli.md, from the commands themselves: `python -m mediadesk.cli.reference`."""

import sys
from collections.abc import Iterator
from typing import Any

import typer
from typer.main import get_command

from mediadesk.cli.app import VERBS, app

_WIDTH = 100


def pages() -> Iterator[str]:
    """The reference, piece by piece, as Markdown."""
    yield "# The command line\n\nWritten by `make docs` from the commands themselves.\n"
    root: Any = get_command(app)
    yield _page("mediadesk", root, None)
    for verb in VERBS:
        with typer.Context(root, info_name="mediadesk") as context:
            command = root.get_command(context, verb.name)
            yield from _pages(verb.name, command, context)


def _pages(name: str, command: Any, context: Any) -> Iterator[str]:
    inner = getattr(command, "commands", {})
    if not inner:
        yield _page(name, command, context)
        return
    with typer.Context(command, info_name=name, parent=context) as own:
        for each in inner:
            yield _page(f"{name} {each}", inner[each], own, each)


def _page(title: str, command: Any, parent: Any, name: str = "") -> str:
    heading = title if parent is None else f"mediadesk {title}"
    context = typer.Context(command, info_name=name or title, parent=parent, terminal_width=_WIDTH)
    return f"\n## {heading}\n\n```text\n{command.get_help(context).strip()}\n```\n"


if __name__ == "__main__":
    sys.stdout.write("".join(pages()))
