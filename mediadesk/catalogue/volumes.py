"""The shelf of volumes: the desk itself, and the drives that hold originals."""

import os
from dataclasses import replace
from itertools import count

from sqlalchemy import ColumnElement, ScalarSelect
from sqlmodel import Session, col, select

from mediadesk.catalogue.rows import VolumeRow
from mediadesk.errors import Misasked, NotFound
from mediadesk.model.volume import Device, Volume, VolumeId

DESK = "desk"  # the name of the desk's own volume; no other is ever called so


def desk_id() -> ScalarSelect[str]:
    """The id of the desk's own volume, inside another question."""
    return select(col(VolumeRow.id)).where(_is_desk()).scalar_subquery()


class Volumes:
    """Volumes by their id, and by the name people call them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def desk(self) -> Volume:
        """The desk itself. Of a catalogue that was just made, its root and its device are "" until they are noted."""
        return _value(self._session.exec(select(VolumeRow).where(_is_desk())).one())

    def note(self, volume: Volume) -> Volume:
        """Notes a volume as it is seen now, and returns it with the name it is called by.

        A known one keeps its name; a new one gets a number behind its own when that is taken.
        """
        row = self._session.get(VolumeRow, volume.id)
        volume = replace(volume, name=row.name if row else self._free(volume.name))
        self._session.merge(_row(volume))
        self._session.flush()
        return volume

    def all(self) -> list[Volume]:
        """Every volume: the desk first, then by name."""
        rows = self._session.exec(select(VolumeRow).order_by(_is_desk().desc(), col(VolumeRow.name)))
        return [_value(row) for row in rows]

    def get(self, name_or_id: str) -> Volume:
        """The volume of this name, else the one whose id begins so. Raises NotFound, and Misasked for several."""
        volumes = self.all()
        named = [each for each in volumes if each.name == name_or_id]
        found = named or [each for each in volumes if name_or_id and each.id.startswith(name_or_id.lower())]
        if not found:
            raise NotFound(f"there is no volume {name_or_id}", hint="mediadesk volumes")
        if len(found) > 1:
            names = " ".join(each.name for each in found)
            raise Misasked(f"several volumes' ids begin with {name_or_id}: {names}", hint="give the name of one")
        return found[0]

    def _free(self, name: str) -> str:
        taken = set(self._session.exec(select(col(VolumeRow.name))))
        numbered = (f"{name}-{number}" for number in count(2))
        return name if name not in taken else next(each for each in numbered if each not in taken)


def _is_desk() -> ColumnElement[bool]:
    return col(VolumeRow.name) == DESK


def _row(volume: Volume) -> VolumeRow:
    return VolumeRow(
        id=volume.id,
        name=volume.name,
        root=os.fsencode(volume.root),
        below=os.fsencode(volume.below),
        device=volume.device.name,
        device_lasts=int(volume.device.lasting),
        in_place=int(volume.in_place),
    )


def _value(row: VolumeRow) -> Volume:
    return Volume(
        id=VolumeId(row.id),
        name=row.name,
        root=os.fsdecode(row.root),
        below=os.fsdecode(row.below),
        device=Device(name=row.device, lasting=bool(row.device_lasts)),
        in_place=bool(row.in_place),
    )
