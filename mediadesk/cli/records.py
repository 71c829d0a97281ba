"""Values → JSON records. The keys are a contract (docs/json.md): absent knowledge is null, never a guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mediadesk.cli.made_words import made_record
from mediadesk.model.layout import is_slug
from mediadesk.model.moment import format_offset
from mediadesk.model.names import shown
from mediadesk.model.precision import public
from mediadesk.model.timecode import format_fraction

if TYPE_CHECKING:  # only named here: `find` should not wait for what it does not print
    from fractions import Fraction

    from mediadesk.desk.check import Checked
    from mediadesk.desk.derive import Derived
    from mediadesk.desk.doctor import Line
    from mediadesk.desk.publish import Published
    from mediadesk.model.clip import Attached, Audio, Camera, Clip, Frame
    from mediadesk.model.custody import Entry
    from mediadesk.model.dispatch import Dispatch
    from mediadesk.model.ingested import Ingested, Present, Tally
    from mediadesk.model.leak import Finding
    from mediadesk.model.moment import Captured
    from mediadesk.model.online import Gate
    from mediadesk.model.place import Place
    from mediadesk.model.precision import SafeName

Record = Mapping[str, Any]
Copies = Mapping[str, Sequence["Present"]]


def clip(value: Clip, copies: Copies) -> Record:
    """A clip. `copies` are those of its files, by SHA-256."""
    facts, log = value.facts, value.log
    return {
        "kind": "clip",
        "id": value.id,
        "name": shown(value.name),
        "path": value.path,
        "sha256": value.sha256,
        "size_bytes": value.size_bytes,
        "seconds": _rounded(value.seconds, 3),
        "frame": facts.frame and _frame(facts.frame),
        "audio": [_audio(each) for each in facts.audio],
        "captured": _captured(value.captured),
        "place": value.place and place(value.place),
        "camera": facts.camera and _camera(facts.camera),
        "trip": log.trip,
        "shooter": log.shooter,
        "received_from": log.received_from,
        "channel": log.channel,
        "title": log.title,
        "notes": list(log.notes),
        "tags": sorted(log.tags),
        "labels": sorted(log.labels),
        "flag": log.flag,
        "rating": log.rating,
        "poster": None if log.poster is None else format_fraction(log.poster),
        "parts": [{**_attached(each, copies), "seconds": _rounded(each.seconds, 3)} for each in value.parts],
        "sidecars": [_attached(each, copies) for each in value.sidecars],
        "copies": _copies(copies.get(value.sha256, ())),
        "trouble": list(value.trouble),
    }


def ingested(value: Ingested) -> Record:
    """What became of one file of a card."""
    return {
        "kind": "ingested",
        "name": shown(value.name),
        "clip": value.clip,
        "result": value.result,
        "why": value.why,
        "copies": _copies(value.copies),
    }


def tally(value: Tally) -> Record:
    """An ingest, all in all."""
    counts = {name: value.results.get(name, 0) for name in ("added", "known", "kept", "failed")}
    return {
        "kind": "ingest",
        **counts,
        "sidecars": value.results.get("sidecar", 0),
        "set_aside": value.results.get("set-aside", 0),
        "bytes": value.size_bytes,
        "seconds": round(value.seconds, 3),
        "safe_to_format": value.safe_to_format,
    }


def derived(value: Derived) -> Record:
    """What became of one wanted rendition."""
    of_dispatch = is_slug(value.subject)
    return {
        "kind": "rendition",
        "clip": None if of_dispatch else value.subject,
        "dispatch": value.subject if of_dispatch else None,
        "recipe": value.recipe,
        **made_record(value.rendition),
        "result": value.result,
        "why": value.why,
    }


def dispatch(value: Dispatch) -> Record:
    """A dispatch with its picks."""
    said = ("slug", "title", "lead", "dateline", "byline", "credits", "language", "licence", "outlet", "first_url")
    picks = [
        {
            "clip": pick.clip,
            "in": format_fraction(pick.in_point) if pick.in_point is not None else None,
            "out": format_fraction(pick.out_point) if pick.out_point is not None else None,
            "caption": pick.caption,
        }
        for pick in value.picks
    ]
    return {
        "kind": "dispatch",
        **{name: getattr(value, name) for name in said},
        "series": value.series,
        "number": value.number,
        "location": value.location,
        "state": value.state,
        "version": value.version,
        "public_id": value.public_id,
        "attached": value.attached,
        "poster": None if value.poster is None else format_fraction(value.poster),
        "picks": picks,
        "corrections": [
            {"at": each.at.strftime("%Y-%m-%dT%H:%M:%SZ"), "note": each.note} for each in value.corrections
        ],
    }


def gate(value: Gate) -> Record:
    """One check before publishing."""
    return {"kind": "gate", "gate": value.gate, "result": value.result, "why": value.why, "by": value.by}


def finding(value: Finding) -> Record:
    """What an outgoing file would tell."""
    return {"kind": "finding", "where": value.where, "what": value.what}


def published(value: Published, *, dry_run: bool = False) -> Record:
    """What is online now, or would be."""
    return {
        "kind": "published",
        "slug": value.slug,
        "version": value.version,
        "public_id": value.public_id,
        "url": value.url,
        "path": value.path,
        "oembed": value.oembed,
        "objects": value.objects,
        "bytes": value.size_bytes,
        "sent": value.sent,
        "kept": value.kept,
        "light": value.light,
        "stays": value.stays,
        "dry_run": dry_run,
    }


def custody(value: Entry) -> Record:
    """One thing that was done."""
    return {
        "kind": "custody",
        "number": value.number,
        "at": value.at.isoformat(),
        "who": value.who,
        "what": value.what,
        "sha256": value.sha256,
        "about": value.about,
        "why": value.why,
        "digest": value.digest,
    }


def checked(value: Checked) -> Record:
    """One thing that was looked at."""
    return {"kind": "checked", "what": value.what, "result": value.result, "why": value.why}


def tried(value: Line) -> Record:
    """One thing that was tried of a store."""
    return {
        "kind": "checked",
        "name": value.name,
        "what": value.what,
        "result": value.result,
        "why": value.why,
        "try": value.fix,
    }


def done(verb: str, path: str | None) -> Record:
    """A verb with nothing else to say."""
    return {"kind": "done", "verb": verb, "path": path}


def place(value: Place) -> Record:
    """A place; `public` is what later goes out of it."""
    return {
        "lat": value.lat,
        "lon": value.lon,
        "radius_m": round(value.radius_m),
        "source": value.source,
        "name": value.name,
        "district": value.district,
        "region": value.region,
        "region_code": value.region_code,
        "country": value.country,
        "public": safe_name(public(value)),
    }


def safe_name(value: SafeName | None) -> Record | None:
    """What may be told of a place; None when nothing may."""
    if value is None:
        return None
    return {
        "precision": value.precision,
        "name": value.name,
        "region": value.region,
        "country": value.country,
        "lat": value.lat,
        "lon": value.lon,
        "radius_m": None if value.radius_m is None else round(value.radius_m),
    }


def _frame(value: Frame) -> Record:
    return {
        "width": value.width,
        "height": value.height,
        "rotation": value.rotation,
        "mirrored": value.mirrored,
        "fps": _rounded(value.fps, 3),
        "codec": value.codec,
        "bit_depth": value.bit_depth,
        "hdr": value.hdr,
        "dolby_vision": value.dolby_vision,
        "interlaced": value.interlaced,
        "vfr": value.vfr,
        "sample_aspect": value.sample_aspect and f"{value.sample_aspect.numerator}:{value.sample_aspect.denominator}",
    }


def _audio(value: Audio) -> Record:
    return {"codec": value.codec, "channels": value.channels, "rate": value.rate}


def _captured(value: Captured) -> Record:
    return {
        "at": value.at.strftime("%Y-%m-%dT%H:%M:%SZ") if value.at else None,
        "local": value.local.strftime("%Y-%m-%dT%H:%M:%S") if value.local else None,
        "offset": None if value.offset is None else format_offset(value.offset),
        "zone": value.zone,
        "day": value.day.isoformat() if value.day else None,
        "source": value.source or None,
        "confidence": value.confidence,
    }


def _camera(value: Camera) -> Record:
    return {"make": value.make, "model": value.model}


def _attached(value: Attached, copies: Copies) -> Record:
    return {
        "name": shown(value.name),
        "path": value.path,
        "sha256": value.sha256,
        "size_bytes": value.size_bytes,
        "copies": _copies(copies.get(value.sha256, ())),
    }


def _copies(values: Sequence[Present]) -> list[Record]:
    return [{"volume": each.volume, "path": each.path, "state": each.state} for each in values]


def _rounded(value: Fraction | None, digits: int) -> float | None:
    return None if value is None else round(float(value), digits)
