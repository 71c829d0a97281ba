"""What `ingest` and `demo` do with one source: plan it, take it in, say what became of it."""

import time
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mediadesk.cli.door import Door
from mediadesk.cli.report import check_writable, write_report
from mediadesk.errors import Misasked, NotFound
from mediadesk.events import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mediadesk.desk.ingest import Destination, Given, Plan
    from mediadesk.gazetteer import Gazetteer
    from mediadesk.model.card import MediaFile
    from mediadesk.model.clock import ClockSpan
    from mediadesk.model.ingested import Ingested, Tally
    from mediadesk.model.track import Track
    from mediadesk.model.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What was asked for, as it was typed."""

    copy_to: tuple[Path, ...] = ()
    originals_on: tuple[str, ...] = ()
    in_place: bool = False
    trip: str | None = None
    place: str | None = None
    clock: str | None = None
    gpx: Path | None = None
    shooter: str | None = None
    received_from: str | None = None
    channel: str | None = None
    deep: bool = False
    report: Path | None = None
    language: str = "en"  # of the report

    def __post_init__(self) -> None:
        if self.in_place and (self.copy_to or self.originals_on):
            raise Misasked(
                "--in-place copies nothing, so it goes with neither --copy-to nor --originals-on",
                hint="leave --in-place out to copy, or the others to catalogue a drive as it is",
            )


def check_sources(sources: "Sequence[Path]", wishes: Wishes) -> None:
    """Raises before the first byte moves what would stop the second of several cards."""
    for each in sources:
        if not each.exists():
            raise NotFound(f"there is nothing at {each}", hint="is the card in the reader, and mounted?")
    if wishes.report and len(sources) > 1:
        raise Misasked("a report is of one card", hint="ingest the cards one after the other, each with its --report")


def take_in(source: Path, wishes: Wishes, door: Door) -> "Tally":
    """Runs the station, says what became of each file and whether the card may be formatted, and writes the report."""
    from mediadesk import wiring
    from mediadesk.cli import records, typed
    from mediadesk.model.ingested import Tally
    from mediadesk.model.names import shown

    if wishes.report:
        check_writable(wishes.report, source)
    clock = typed.clock(wishes.clock) if wishes.clock else None
    track = wiring.gpx_track(wishes.gpx) if wishes.gpx else None
    begun = time.monotonic()
    results: Counter[str] = Counter()
    done: list[Ingested] = []
    with door.out.progress() as report:
        planned = _plan(source, wishes, door)
        size_bytes, files = planned.size_bytes, tuple(planned.contents.files)
        del planned  # the station makes its own: of a large card, one is enough in memory
        for each in _ingested(source, wishes, door, report):
            results[each.result] += 1
            why = f": {each.why}" if each.why else ""
            say = door.out.answer if each.result == "failed" else door.out.record  # an error is said with --quiet, too
            say(records.ingested(each), f"{each.result:9}  {each.clip or '':10}  {shown(each.name)}{why}")
            done.append(each)
        if clock:
            _say_clock(clock, done, door)
        if track:
            _place_by(track, wishes, done, door)
        verdict = _verdict(source, files, done, wishes, door, report)
        tally = Tally(
            results=results,
            size_bytes=size_bytes,
            seconds=time.monotonic() - begun,
            safe_to_format=verdict.safe if verdict else None,
        )
        if wishes.report:
            write_report(
                wishes.report,
                _plan(source, wishes, door),
                done,
                _destinations(wishes, door),
                tally,
                verdict,
                door,
                report,
                wishes.language,
            )
    door.out.record(records.tally(tally), "\n".join(_summary(source, tally, verdict, wishes)))
    return tally


def _say_clock(clock: "ClockSpan", done: "Sequence[Ingested]", door: Door) -> None:
    """Says of every camera on this card what its clock was set to, as `mediadesk clock set` does."""
    from mediadesk import wiring
    from mediadesk.cli import clock_words
    from mediadesk.desk import clock as station
    from mediadesk.desk import find

    catalogue = wiring.catalogue(door.settings)
    clips = find.named([each.clip for each in done if each.clip and each.result != "failed"], catalogue=catalogue)
    for effect in station.said_of(clips, clock, catalogue=catalogue):
        door.out.note(clock_words.said_line(effect))


def _place_by(track: "Track", wishes: Wishes, done: "Sequence[Ingested]", door: Door) -> None:
    """Places the clips of this card that do not say themselves where they were shot, as `mediadesk place gpx` does.

    What a person said of a single clip stays; what was typed for the whole card is less than what the track knows.
    """
    from mediadesk import wiring
    from mediadesk.desk import find
    from mediadesk.desk import place as station

    catalogue, gazetteer = wiring.catalogue(door.settings), wiring.gazetteer(door.settings)
    of_card = _given(wishes, gazetteer).place
    clips = find.named([each.clip for each in done if each.clip and each.result != "failed"], catalogue=catalogue)
    unplaced = [clip for clip in clips if clip.facts.place is None and clip.log.place in (None, of_card)]
    if not unplaced:
        return
    placed = station.by_track(track, unplaced, catalogue=catalogue, gazetteer=gazetteer)
    door.out.note(f"{len(placed.clips)} clips have a place by the track")
    if placed.naive:
        mend = placed.naive[0].mend or "mediadesk clock set BODY --zone Europe/Kyiv"
        door.out.warn(
            f"of {len(placed.naive)} clips the instant is not known, so that no track can place them",
            f"{mend}, then mediadesk place gpx FILE",
        )


def _verdict(
    source: Path,
    files: "Sequence[MediaFile]",
    done: "Sequence[Ingested]",
    wishes: Wishes,
    door: Door,
    report: Report,
) -> "Verdict | None":
    """Whether the card may be formatted, when that can be said without reading it once more."""
    from mediadesk import wiring
    from mediadesk.desk import card as station
    from mediadesk.model.verdict import Verdict

    if failed := sum(each.result == "failed" for each in done):
        return Verdict(safe=False, why=(f"{failed} file{' is' if failed == 1 else 's are'} not as safe as asked for",))
    sha256s = {each.path: each.sha256 for each in done}
    read = {file: sha256 for file in files if (sha256 := sha256s.get(file.path))}
    if wishes.in_place or not source.is_dir() or len(read) < len(files):
        return None
    return station.card(
        source,
        wanted=door.settings.copies,
        catalogue=wiring.catalogue(door.settings),
        assets=wiring.assets(door.settings),
        engine=wiring.engine(door.settings),
        read=read,
        report=report,
    )


def rehearse(source: Path, wishes: Wishes, door: Door) -> None:
    """Says what would happen, before a byte moves."""
    planned = _plan(source, wishes, door)
    door.out.record(_plan_record(source, planned), "\n".join(_plan_lines(planned)))


def _plan(source: Path, wishes: Wishes, door: Door) -> "Plan":
    from mediadesk import wiring
    from mediadesk.desk import ingest as station

    return station.plan(source, _destinations(wishes, door, dry_run=True), catalogue=wiring.catalogue(door.settings))


def _ingested(source: Path, wishes: Wishes, door: Door, report: Report) -> "Iterator[Ingested]":
    from mediadesk import wiring
    from mediadesk.desk import ingest as station

    settings = door.settings
    gazetteer = wiring.gazetteer(settings, report)
    if wishes.in_place:
        run = partial(station.adopt, volume=wiring.volume_in_place(source))
    else:
        destinations = _destinations(wishes, door)
        for each in destinations:
            if note := None if each.is_desk else wiring.open_to_all(each.volume):
                door.out.warn(f"{each.volume.name}: {note}", "an encrypted drive, or a safe place for this one")
        run = partial(station.ingest, destinations=destinations)
    return run(
        source,
        _given(wishes, gazetteer, door.out.note),
        catalogue=wiring.catalogue(settings),
        programs=wiring.programs(settings),
        gazetteer=gazetteer,
        engine=wiring.engine(settings),
        deep=wishes.deep,
        report=report,
    )


def _destinations(wishes: Wishes, door: Door, *, dry_run: bool = False) -> "Sequence[Destination]":
    from mediadesk import wiring

    if wishes.in_place:
        return ()
    return wiring.destinations(door.settings, copy_to=wishes.copy_to, originals_on=wishes.originals_on, dry_run=dry_run)


def _given(wishes: Wishes, gazetteer: "Gazetteer", say: "Callable[[str], None] | None" = None) -> "Given":
    from mediadesk.cli import typed
    from mediadesk.desk.ingest import Given

    return Given(
        trip=wishes.trip and typed.text(wishes.trip),
        shooter=wishes.shooter and typed.text(wishes.shooter),
        place=typed.place(wishes.place, gazetteer, say) if wishes.place else None,
        received_from=wishes.received_from and typed.text(wishes.received_from),
        channel=wishes.channel and typed.text(wishes.channel),
    )


def _plan_record(source: Path, planned: "Plan") -> dict[str, object]:
    contents = planned.contents
    return {
        "kind": "plan",
        "source": str(source),
        "clips": len(contents.recordings),
        "sidecars": sum(len(each.parts) + len(each.sidecars) for each in contents.recordings),
        "kept": len(contents.kept),
        "structures": list(contents.structures),
        "bytes": planned.size_bytes,
        "probably_known": len(planned.known),
        "new_bytes": planned.size_bytes - sum(file.size_bytes for file in planned.known),
        "destinations": [
            {
                "volume": each.volume,
                "new_files": each.new_files,
                "new_bytes": each.new_bytes,
                "free_bytes": each.free_bytes,
                "free_inodes": each.free_files,
                "enough": each.is_enough,
            }
            for each in planned.rooms
        ],
    }


def _plan_lines(planned: "Plan") -> "Iterator[str]":
    contents = planned.contents
    along = sum(len(each.parts) + len(each.sidecars) for each in contents.recordings)
    kind = f"{', '.join(contents.structures)}: " if contents.structures else ""
    yield (
        f"{kind}{len(contents.recordings)} clips, {along} files that go along with them, "
        f"{len(contents.kept)} other files: {planned.size_bytes / 1e6:.0f} MB"
    )
    yield f"{len(planned.known)} files are known already, by path, size and time, and have all their copies"
    for room in planned.rooms:
        inodes = "" if room.free_files is None else f" and {room.free_files} inodes"
        verdict = "" if room.is_enough else ": NOT ENOUGH"
        yield (
            f"{room.volume} would get {room.new_files} files of {room.new_bytes / 1e6:.0f} MB; "
            f"{room.free_bytes / 1e9:.1f} GB{inodes} are free{verdict}"
        )
    yield "nothing was copied"


def _summary(source: Path, tally: "Tally", verdict: "Verdict | None", wishes: Wishes) -> "Iterator[str]":
    counts = {name: tally.results.get(name, 0) for name in ("added", "known", "sidecar", "kept", "set-aside", "failed")}
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing there"
    yield f"{told}: {tally.size_bytes / 1e6:.0f} MB in {tally.seconds:.0f} s"
    if tally.failed:
        yield "some files are NOT safe: keep the card, mend what is said above, and ingest again"
    elif wishes.in_place:
        yield "nothing was copied, and nothing was written there"
    elif not source.is_dir():
        yield "this was one file, not a card"
    elif verdict is None:
        yield f"not everything was read again; may this card be formatted? mediadesk card {source}"
    else:
        yield "SAFE TO FORMAT" if verdict.safe else "every byte was read back and compared; NOT SAFE to format yet:"
        yield from (f"  {why}" for why in verdict.why)
    if counts["added"]:
        yield "next: mediadesk derive"


def warn_of_checkout(door: Door) -> None:
    """The checkout's desk is for the demo: real footage does not belong into a folder that is pushed somewhere."""
    desk = door.settings.desk
    if any((folder / ".git").exists() for folder in (desk, *desk.parents)):
        door.out.warn(
            "this desk lies in a git work tree; footage could be pushed with it",
            "mediadesk init ~/desk, then mediadesk --desk ~/desk ingest …",
        )
