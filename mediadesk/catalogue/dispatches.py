"""The shelf of dispatches."""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from typing import cast

from sqlalchemy import delete
from sqlmodel import Session, col, select

from mediadesk.catalogue.among import among
from mediadesk.catalogue.codec import decode_all, encode
from mediadesk.catalogue.rows import DispatchRow, PickRow
from mediadesk.errors import NotFound
from mediadesk.model.caption import Caption, Chapter, Correction
from mediadesk.model.clip import ClipId
from mediadesk.model.dispatch import Dispatch, Pick, State
from mediadesk.model.precision import Precision
from mediadesk.model.timecode import format_fraction


class Dispatches:
    """Dispatches by their slug, each with its picks."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, dispatch: Dispatch) -> None:
        """Keeps a dispatch as it is now, with its picks, instead of what was kept under its slug."""
        self._session.merge(_row(dispatch))
        self._session.exec(delete(PickRow).where(col(PickRow.dispatch) == dispatch.slug))
        self._session.add_all(
            _pick_row(dispatch.slug, position, pick) for position, pick in enumerate(dispatch.picks, start=1)
        )
        self._session.flush()

    def get(self, slug: str) -> Dispatch:
        """The dispatch of this slug. Raises NotFound."""
        if row := self._session.get(DispatchRow, slug):
            return self._values([row])[0]
        raise NotFound(f"there is no dispatch {slug}", hint="mediadesk dispatch list")

    def all(self) -> list[Dispatch]:
        """Every dispatch, in the order of their slugs."""
        return self._values(self._session.exec(select(DispatchRow).order_by(col(DispatchRow.slug))).all())

    def _values(self, rows: Sequence[DispatchRow]) -> list[Dispatch]:
        picks: dict[str, list[Pick]] = defaultdict(list)
        for row in self._session.exec(
            select(PickRow)
            .where(among(col(PickRow.dispatch), [row.slug for row in rows]))
            .order_by(col(PickRow.dispatch), col(PickRow.position))
        ):
            picks[row.dispatch].append(_pick(row))
        return [_value(row, tuple(picks[row.slug])) for row in rows]


def _row(dispatch: Dispatch) -> DispatchRow:
    said = {name: getattr(dispatch, name) for name in DispatchRow.model_fields}
    said |= {name: encode(said[name]) for name in ("captions", "chapters", "corrections")}
    return DispatchRow(**said | {"poster": None if dispatch.poster is None else format_fraction(dispatch.poster)})


def _value(row: DispatchRow, picks: tuple[Pick, ...]) -> Dispatch:
    return Dispatch(
        slug=row.slug,
        title=row.title,
        public_id=row.public_id,
        lead=row.lead,
        dateline=row.dateline,
        byline=row.byline,
        credits=row.credits,
        language=row.language,
        licence=row.licence,
        outlet=row.outlet,
        first_url=row.first_url,
        series=row.series,
        number=row.number,
        state=cast("State", row.state),
        version=row.version,
        attached=row.attached,
        location=cast("Precision | None", row.location),
        picks=picks,
        captions=decode_all(Caption, row.captions),
        chapters=decode_all(Chapter, row.chapters),
        corrections=decode_all(Correction, row.corrections),
        poster=None if row.poster is None else Fraction(row.poster),
    )


def _pick_row(slug: str, position: int, pick: Pick) -> PickRow:
    return PickRow(
        dispatch=slug,
        position=position,
        clip=pick.clip,
        in_point=None if pick.in_point is None else format_fraction(pick.in_point),
        out_point=None if pick.out_point is None else format_fraction(pick.out_point),
        caption=pick.caption,
    )


def _pick(row: PickRow) -> Pick:
    return Pick(
        clip=ClipId(row.clip),
        in_point=None if row.in_point is None else Fraction(row.in_point),
        out_point=None if row.out_point is None else Fraction(row.out_point),
        caption=row.caption,
    )
