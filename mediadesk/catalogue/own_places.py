"""The shelf of own places: what this desk calls a place, whatever the gazetteer calls it."""

from sqlmodel import Session, col, select

from mediadesk.catalogue.findable import folded
from mediadesk.catalogue.rows import OwnPlaceRow
from mediadesk.errors import NotFound
from mediadesk.model.place import OwnPlace


class OwnPlaces:
    """Own places by their name, in any case."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, place: OwnPlace) -> None:
        """Adds a place, instead of one that was called the same."""
        row = OwnPlaceRow(
            folded=folded(place.name),
            name=place.name,
            lat=place.lat,
            lon=place.lon,
            radius_m=place.radius_m,
            region=place.region,
            country=place.country,
        )
        self._session.merge(row)
        self._session.flush()

    def all(self) -> list[OwnPlace]:
        """Every own place, by name."""
        rows = self._session.exec(select(OwnPlaceRow).order_by(col(OwnPlaceRow.folded)))
        return [_value(row) for row in rows]

    def remove(self, name: str) -> OwnPlace:
        """Forgets a place, and returns it. Raises NotFound."""
        row = self._session.get(OwnPlaceRow, folded(name))
        if row is None:
            raise NotFound(f"no place of this desk is called {name}", hint="mediadesk place list")
        place = _value(row)
        self._session.delete(row)
        self._session.flush()
        return place


def _value(row: OwnPlaceRow) -> OwnPlace:
    return OwnPlace(
        name=row.name, lat=row.lat, lon=row.lon, radius_m=row.radius_m, region=row.region, country=row.country
    )
