"""What keeps something back, who is in it and who said yes: as JSON records and as lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # only named here
    from datetime import datetime

    from mediadesk.desk.clear import Exposed, Exposure, Given, Kept
    from mediadesk.model.consent import Appearance, Release, Subject
    from mediadesk.model.embargo import Embargo
    from mediadesk.model.hold import Hold
    from mediadesk.model.online import Gate, Post, Publication

Record = Mapping[str, Any]


def hold_record(value: Hold) -> Record:
    """A clip that is kept back."""
    return {
        "kind": "hold",
        "clip": value.clip,
        "owner": value.owner,
        "reason": value.reason,
        "for": value.dispatch,
        "at": _instant(value.at),
    }


def hold_line(value: Hold) -> str:
    """The same for people."""
    kept_for = f" for {value.dispatch}" if value.dispatch else ""
    return f"{value.clip} is kept back{kept_for} by {value.owner}: {value.reason}"


def embargo_record(value: Embargo) -> Record:
    """Not before an instant, or by a rule."""
    return {
        "kind": "embargo",
        "on": value.target,
        "until": _instant(value.until),
        "rule": value.rule,
        "reason": value.reason,
        "by": value.by,
        "at": _instant(value.at),
    }


def embargo_line(value: Embargo) -> str:
    """The same for people."""
    end = f"until {value.until:%Y-%m-%d %H:%M} UTC" if value.until else f"by the rule {value.rule}"
    why = f" ({value.reason})" if value.reason else ""
    return f"{value.target} is under embargo {end}{why}"


def appearance_record(value: Appearance) -> Record:
    """Somebody in a clip."""
    return {
        "kind": "appearance",
        "clip": value.clip,
        "subject": value.subject,
        "aspects": sorted(value.aspects),
    }


def appearance_line(value: Appearance) -> str:
    """The same for people."""
    return f"{value.subject} is in {value.clip}: {', '.join(sorted(value.aspects))}"


def subject_record(value: Subject) -> Record:
    """Somebody who was filmed. Their name is not printed: records go into logs."""
    return {"kind": "subject", "alias": value.alias, "named": value.name is not None, "note": value.note}


def release_record(value: Release) -> Record:
    """What somebody agreed to."""
    return {
        "kind": "release",
        "subject": value.subject,
        "covers": sorted(value.aspects),
        "platforms": sorted(value.platforms),
        "languages": sorted(value.languages),
        "until": value.until.isoformat() if value.until else None,
        "proof": value.proof_sha256,
        "by": value.by,
        "at": _instant(value.given_at),
        "withdrawn_at": _instant(value.withdrawn_at),
    }


def release_line(value: Release) -> str:
    """The same for people."""
    limits = [
        f"on {', '.join(sorted(value.platforms))}" if value.platforms else "",
        f"in {', '.join(sorted(value.languages))}" if value.languages else "",
        f"until {value.until}" if value.until else "",
        "with a proof" if value.proof_sha256 else "",
        f"WITHDRAWN on {value.withdrawn_at:%Y-%m-%d}" if value.withdrawn_at else "",
    ]
    return " ".join([f"{value.subject} agreed:", ", ".join(sorted(value.aspects)), *filter(None, limits)])


def gate_line(value: Gate, result: str | None) -> str:
    """A gate with how it ended; `result` is None where nobody knows yet."""
    mark = {"passed": "ok ", "failed": "NO ", "overridden": "!  "}.get(result or "", " ? ")
    return f"{mark} {value.gate:9}{f'  {value.why}' if value.why else ''}"


def cleared_record(value: Given) -> Record:
    """Somebody's yes."""
    return {
        "kind": "cleared",
        "slug": value.clearance.slug,
        "version": value.clearance.version,
        "by": value.clearance.by,
        "note": value.clearance.note,
        "clips": len({pick.clip for pick in value.dispatch.picks}),
        "labels": list(value.labels),
        "location": value.dispatch.location,
        "attached": value.dispatch.attached is not None,
    }


def cleared_lines(value: Given) -> list[str]:
    """What was cleared, so that nobody says yes to something else than they think."""
    dispatch = value.dispatch
    film = "a film that was cut elsewhere" if dispatch.attached else f"{len(dispatch.picks)} picks"
    return [
        f'{value.clearance.by} cleared {dispatch.slug} as it stands: "{dispatch.title}", {film}',
        f"labels     {', '.join(value.labels) or 'none'}",
        f"location   {dispatch.location or 'nobody decided: nothing is told but what the texts say'}",
        "any change asks for another yes",
    ]


def exposure_record(value: Exposure) -> Record:
    """Everything that has to do with somebody."""
    return {
        "kind": "exposure",
        "alias": value.alias,
        "clips": list(value.clips),
        "sent": list(value.sent),
        "releases": len(value.releases),
        "dispatches": [each.dispatch.slug for each in value.dispatches],
    }


def exposed_record(value: Exposed, *, dry_run: bool) -> Record:
    """A dispatch that shows them."""
    return {
        "kind": "exposed",
        "slug": value.dispatch.slug,
        "state": value.dispatch.state,
        "clips": list(value.clips),
        "online": [{"store": each.store, "url": each.url} for each in value.online],
        "posts": [each.url for each in value.posts],
        "dry_run": dry_run,
    }


def exposure_lines(value: Exposure) -> list[str]:
    """All of it for people."""
    lines = [f"{value.alias}: {len(value.clips)} clips, {len(value.dispatches)} dispatches"]
    lines += [f"clip       {clip}{'  (filmed or sent by them)' if clip in value.sent else ''}" for clip in value.clips]
    for each in value.dispatches:
        lines.append(f"dispatch   {each.dispatch.slug} ({each.dispatch.state}): {', '.join(each.clips)}")
        lines += [f"  online   {one.url or one.store}" for one in each.online]
        lines += [f"  post     {post.url}" for post in each.posts]
    return lines


def publication_record(value: Publication) -> Record:
    """What went online, and by whose word."""
    return {
        "kind": "publication",
        "slug": value.slug,
        "store": value.store,
        "version": value.version,
        "at": _instant(value.at),
        "url": value.url,
        "clips": None if value.clips is None else list(value.clips),
        "light": value.light,
        "override": value.override,
        "gates": [{"gate": each.gate, "result": each.result, "why": each.why, "by": each.by} for each in value.gates],
        "withdrawn_at": _instant(value.withdrawn_at),
    }


def publication_lines(value: Publication) -> list[str]:
    """The same for people: what was passed on somebody's word is never left out."""
    state = f"taken down {value.withdrawn_at:%Y-%m-%d %H:%M} UTC" if value.withdrawn_at else value.url or "online"
    passed = [
        f"  overridden by {each.by or 'somebody'}: {each.gate}: {value.override}"
        for each in value.gates
        if each.result == "overridden"
    ]
    return [f"online    {value.store}, version {value.version}, {value.at:%Y-%m-%d %H:%M} UTC: {state}", *passed]


def post_record(value: Post) -> Record:
    """A post that embeds a dispatch."""
    return {"kind": "post", "slug": value.slug, "url": value.url, "at": _instant(value.at)}


def kept_record(value: Kept) -> Record:
    """What is to be minded of one clip, as further keys of its record."""
    return {
        "holds": [hold_record(each) for each in value.holds],
        "embargoes": [embargo_record(each) for each in value.embargoes],
        "appearances": [appearance_record(each) for each in value.appearances],
    }


def kept_lines(value: Kept) -> list[str]:
    """The same for people."""
    return [
        *(f"{'hold':9} {hold_line(each)}" for each in value.holds),
        *(f"{'embargo':9} {embargo_line(each)}" for each in value.embargoes),
        *(f"{'in it':9} {appearance_line(each)}" for each in value.appearances),
    ]


def _instant(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None
