"""`mediadesk volumes`: where everything is."""

import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediadesk.cli.door import Desk, Json, Quiet, entered, verb
from mediadesk.model.names import shown

if TYPE_CHECKING:
    from mediadesk.desk.volumes import Content, Shelved
    from mediadesk.model.volume import VolumeId

app = verb()

_LISTED = 20  # of the files with too few copies, for people


@app.command(epilog="Example: mediadesk volumes --clips")
def volumes(
    clips: Annotated[bool, typer.Option("--clips", help="List where every copy of every clip and file is.")] = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """List the desk and every drive, plugged in or not, and what has fewer copies than a card needs to be formatted."""
    from mediadesk import wiring
    from mediadesk.desk import volumes as station

    with entered(desk, json, quiet) as door, door.out.progress() as report:
        settings, out = door.settings, door.out
        stock = station.volumes(catalogue=wiring.catalogue(settings), assets=wiring.assets(settings), report=report)
        names = {each.volume.id: each.volume.name for each in stock.volumes}
        for volume in stock.volumes:
            out.answer(_volume_record(volume), "\n".join(_volume_lines(volume)))
        few = [each for each in stock.contents if each.devices < settings.copies and not each.desks]
        out.line()
        out.line(_few_line(len(few), len(stock.contents), settings.copies))
        listed = stock.contents if clips else few if json else few[:_LISTED]
        for content in listed:
            out.answer(_copies_record(content, names), _copies_line(content, names))
        if not json and len(listed) < len(few):
            out.line(f"and {len(few) - len(listed)} more; --clips lists all")


def _volume_record(each: "Shelved") -> Mapping[str, Any]:
    volume = each.volume
    return {
        "kind": "volume",
        "id": volume.id,
        "name": volume.name,
        "online": each.online,
        "root": _said(volume.root) or None,
        "in_place": volume.in_place,
        "device": volume.device.name or None,
        "lasting": volume.device.lasting,
        "shares": list(each.shares),
        "files": each.files,
        "bytes": each.size_bytes,
        "lost": each.lost,
        "free_bytes": each.room and each.room.free_bytes,
        "free_inodes": each.room and each.room.free_inodes,
        "verified_at": _instant(each.verified_at),
    }


def _volume_lines(each: "Shelved") -> Iterator[str]:
    where = _said(each.volume.root)
    yield (
        f"{each.volume.name:12}  {where}" if each.online else f"{each.volume.name:12}  not plugged in; last at {where}"
    )
    told = [f"{each.files} files, {_size(each.size_bytes)}"]
    if each.verified_at:
        told.append(f"verified on {each.verified_at:%Y-%m-%d} or later")
    if each.room:
        told.append(f"{_size(each.room.free_bytes)} free")
    if each.volume.in_place:
        told.append("never written to")
    yield f"{'':12}  {', '.join(told)}"
    if each.lost:
        yield f"{'':12}  {each.lost} copies are missing, damaged or not verified: mediadesk volumes --clips"
    if each.shares:
        yield f"{'':12}  on one device with {', '.join(each.shares)}: lost together"


def _few_line(few: int, contents: int, wanted: int) -> str:
    if not contents:
        return "nothing was ingested yet"
    if not few:
        return f"each of {contents} files has verified copies on {wanted} devices or more"
    return f"{few} of {contents} files have verified copies on fewer than {wanted} devices:"


def _copies_record(content: "Content", names: "Mapping[VolumeId, str]") -> Mapping[str, Any]:
    return {
        "kind": "copies",
        "clip": content.file.clip,
        "name": shown(content.file.name),
        "sha256": content.file.sha256,
        "devices": content.devices,
        "desks": list(content.desks),
        "copies": [
            {
                "volume": names[each.volume],
                "path": shown(each.path),
                "state": each.state,
                "verified_at": _instant(each.verified_at),
            }
            for each in content.copies
        ],
    }


def _copies_line(content: "Content", names: "Mapping[VolumeId, str]") -> str:
    copies = [names[each.volume] + ("" if each.state == "verified" else f" ({each.state})") for each in content.copies]
    elsewhere = f"on the desk of {', '.join(content.desks)}" if content.desks else "no copy"
    return f"{content.file.clip or '':10}  {shown(content.file.name):24}  {', '.join(copies) or elsewhere}"


def _instant(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def _size(size_bytes: int) -> str:
    return f"{size_bytes / 1e9:.1f} GB" if size_bytes >= 1e9 else f"{size_bytes / 1e6:.1f} MB"


def _said(path: str) -> str:
    return shown(os.fsencode(path))
