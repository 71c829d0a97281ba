"""`mediadesk card`: may this card be formatted?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediadesk.cli.door import Desk, Json, Quiet, entered, finish, verb

if TYPE_CHECKING:
    from mediadesk.model.verdict import Verdict

app = verb()

_READERS = 2  # files at once: one is hashed while the card seeks the other


@app.command(epilog="Example: mediadesk card /media/CARD")
def card(
    source: Annotated[Path, typer.Argument(help="The card.")],
    deep: Annotated[
        bool, typer.Option("--deep", help="Read the copies again, too, on every volume that is plugged in.")
    ] = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Read every byte on a card and say SAFE TO FORMAT, or NOT SAFE and why (exit 3). The card is never written to."""
    from mediadesk import wiring
    from mediadesk.desk import card as station

    with entered(desk, json, quiet) as door:
        with door.out.progress() as report:
            verdict = station.card(
                source,
                wanted=door.settings.copies,
                deep=deep,
                catalogue=wiring.catalogue(door.settings),
                assets=wiring.assets(door.settings),
                engine=wiring.engine(door.settings, workers=_READERS),
                report=report,
            )
        door.out.answer(verdict_record(verdict), "\n".join(verdict_lines(verdict)))
        finish(not verdict.safe)


def verdict_record(verdict: "Verdict") -> dict[str, Any]:
    """A verdict for programs."""
    return {"kind": "card", "verdict": "safe" if verdict.safe else "not-safe", "why": list(verdict.why)}


def verdict_lines(verdict: "Verdict") -> list[str]:
    """A verdict for people."""
    return ["SAFE TO FORMAT" if verdict.safe else "NOT SAFE", *(f"  {why}" for why in verdict.why)]
