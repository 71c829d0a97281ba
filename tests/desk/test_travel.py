"""A desk of which much is known, and what of it can be read in a travel copy: every byte, every table."""

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from mediadesk.catalogue import Catalogue
from mediadesk.custody.desk import Assets
from mediadesk.desk import travel as station
from mediadesk.desk.travel import Plan, Travelled
from mediadesk.errors import NotFound, Refused
from mediadesk.events import Report, ignore
from mediadesk.media import binaries
from mediadesk.model import travel as model
from mediadesk.model.caption import Caption, Chapter, Correction, Cue
from mediadesk.model.clip import Camera, Clip, Log
from mediadesk.model.clock import ClockProfile, ClockSpan
from mediadesk.model.consent import Appearance, Subject
from mediadesk.model.dispatch import Dispatch, Pick
from mediadesk.model.hold import Hold
from mediadesk.model.moment import Captured
from mediadesk.model.place import OwnPlace
from mediadesk.model.query import Query
from mediadesk.model.recipe import Poster, digest
from mediadesk.model.rendition import Rendition
from mediadesk.model.track import KeptTrack
from tests.catalogue.world import a_clip, a_volume, along, shelve
from tests.model.test_travel import HOME, TOWN

pytestmark = pytest.mark.needs("ffmpeg")

NOW = datetime(2022, 5, 9, tzinfo=UTC)
SHOT = datetime(2022, 5, 7, 11, 3, 27, tzinfo=UTC)
CAMERA = Camera(make="CanaryMake", model="CanaryModel", serial_hash="CanarySerial")
# people, exact places and times, devices, serials, originals, and whatever was written of them
CANARIES = (
    *("CanaryName", "CanaryShooter", "CanarySender", "CanaryChannel", "CanarySerial", "CanaryModel", "CanaryMake"),
    *("CanaryNote", "CanaryTrouble", "CanarySidecar", "CanaryPart", "CanaryAlias", "CanaryPerson", "CanaryRelease"),
    *("CanaryHold", "CanaryOwner", "CanaryByline", "CanaryCaption", "CanaryDrive", "CanaryProbe", "CanaryFlat"),
    *("CanaryCue", "CanaryChapter", "CanaryCorrection"),
    *("CanaryTrack", "CanaryPlace", "Saltivka", "11:03:27", "14:03", "50.03", "36.34", "Kharkivskyi", "canary-slug"),
)
MARKET = a_clip(
    name=b"CanaryName.MOV",
    facts=replace(
        a_clip().facts,
        captured=Captured(at=SHOT, local=datetime(2022, 5, 7, 14, 3, 27), source="quicktime:creationdate"),
        place=replace(HOME, name="CanaryFlat"),
        camera=CAMERA,
        track=KeptTrack(source="CanaryTrack", text="50.0312345,36.3412345,0,,,"),
        trouble=("CanaryTrouble",),
    ),
    log=Log(
        trip="Kharkiv May 2022",
        shooter="CanaryShooter",
        received_from="CanarySender",
        channel="CanaryChannel",
        title="The tram depot",
        notes=("CanaryNote",),
        tags=frozenset({"tram", "CanaryShooter"}),
        labels=frozenset({"rubble"}),
        flag="select",
        rating=4,
    ),
    parts=(along("part", b"CanaryPart.MOV"),),
    sidecars=(along("sidecar", b"CanarySidecar.SRT"),),
)
HELD, SEEN = a_clip("held", name=b"CanaryName2.MOV"), a_clip("seen", name=b"CanaryName3.MOV")
SAID = Dispatch(
    slug="canary-slug",
    title="x",
    public_id="x",
    byline="CanaryByline",
    captions=(Caption(language="uk", state="approved", cues=(Cue(start_ms=0, end_ms=9, text="CanaryCue"),)),),
    chapters=(Chapter(start_ms=0, title="CanaryChapter"),),
    corrections=(Correction(at=NOW, note="CanaryCorrection"),),
)
TELLING = a_clip("telling", log=Log(title="CanaryFlat, with CanaryPerson", tags=frozenset({"Saltivka", "market"})))


def rendition(desk: Path, clip: Clip, recipe: str, of: str, *, comment: str = "") -> Rendition:
    """A picture, as an older mediadesk may have made it: with a comment inside."""
    path = desk / f"assets/renditions/{clip.id[:2]}/{clip.id}/{recipe}-{of}.jpg"
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (32, 18), "teal").save(path, "JPEG", **({"comment": comment} if comment else {}))
    data = path.read_bytes()
    return Rendition(
        subject=clip.id,
        recipe=recipe,
        digest=of,
        path=str(path.relative_to(desk)),
        size_bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
    )


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A desk on which every shelf holds something that must not travel."""
    desk = tmp_path / "desk"
    desk.mkdir()
    catalogue = Catalogue.create(desk / "catalog.db")
    shelve(catalogue, MARKET, HELD, SEEN, TELLING)
    today = digest(Poster())
    with catalogue.write() as shelves:
        shelves.volumes.note(a_volume("CanaryDrive"))
        shelves.own_places.add(OwnPlace(name="CanaryPlace", lat=50.0312345, lon=36.3412345, radius_m=20))
        shelves.raw_probes.keep(MARKET.id, "ffprobe", "8", b"CanaryProbe")
        shelves.clocks.put(CAMERA, ClockProfile(spans=(ClockSpan(zone="Europe/Kyiv"),)))
        shelves.subjects.put(Subject(alias="CanaryAlias", name="CanaryPerson", note="CanaryRelease"))
        shelves.appearances.put(Appearance(clip=SEEN.id, subject="CanaryAlias"))
        shelves.holds.put(Hold(clip=HELD.id, owner="CanaryOwner", reason="CanaryHold", at=NOW))
        pick = Pick(clip=MARKET.id, caption="CanaryCaption")
        shelves.dispatches.put(replace(SAID, picks=(pick,)))
        shelves.custody.add(at=NOW, what="ingested", sha256=MARKET.sha256, about=MARKET.id, why="CanaryNote")
        for made in (
            rendition(desk, MARKET, "poster", today),
            rendition(desk, MARKET, "thumbnail", "anolder1"),
            rendition(desk, HELD, "poster", today),
            rendition(desk, TELLING, "poster", today, comment="CanaryName3 inside"),
        ):
            shelves.renditions.add(made)
    catalogue.close()
    return desk


def a_plan(desk: Path, **wishes: object) -> Plan:
    catalogue = Catalogue(desk / "catalog.db")
    try:
        return station.plan(catalogue=catalogue, desk=desk, now=NOW, **wishes)  # type: ignore[arg-type]
    finally:
        catalogue.close()


def carry(desk: Path, target: Path, *, report: Report = ignore, **wishes: object) -> Travelled:
    plan, programs, shelf = a_plan(desk, **wishes), binaries.find("", ""), Catalogue(desk / "catalog.db")
    try:
        return station.carry(plan, target, catalogue=shelf, assets=Assets(desk), programs=programs, report=report)
    finally:
        shelf.close()


def told(folder: Path, *more: str) -> set[str]:
    """The canaries that stand in any byte of any file below, in its name, in UTF-8 or UTF-16, in any case."""
    found = set()
    for path in (each for each in folder.rglob("*") if each.is_file()):
        data = path.read_bytes().lower() + os.fsencode(path.relative_to(folder)).lower()
        for canary in (*CANARIES, *more):
            spelt = (canary.lower().encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))
            found |= {canary} if any(each in data for each in spelt) else set()
    return found


def found(folder: Path, query: Query | None = None) -> Iterator[Clip]:
    catalogue = Catalogue(folder / "catalog.db")
    with catalogue.read() as shelves:
        yield from shelves.clips.find(query or Query(limit=0))
    catalogue.close()


def test_no_byte_of_the_copy_tells_what_stays_at_home(desk, tmp_path):
    done = carry(desk, tmp_path / "road")

    assert told(desk) >= {each for each in CANARIES if each.startswith("Canary") and each != "CanaryProbe"}
    assert told(tmp_path / "road", str(desk), str(tmp_path)) == set()
    assert done == Travelled(clips=2, renditions=1, size_bytes=done.size_bytes, found=1)
    assert {str(each.relative_to(tmp_path / "road")) for each in (tmp_path / "road").rglob("*") if each.is_file()} == {
        "catalog.db",
        "TRAVEL-COPY.txt",
        f"assets/renditions/{MARKET.id[:2]}/{MARKET.id}/poster-{digest(Poster())}.jpg",
    }


@pytest.mark.parametrize(
    "more",
    [
        lambda clip: {"name": clip.name},
        lambda clip: {"facts": replace(clip.facts, place=None, track=None)},
        lambda clip: {"log": clip.log},
        lambda clip: {"log": replace(clip.log, shooter=None, received_from=None, channel=None, tags=frozenset())},
    ],
)
def test_one_field_more_turns_it_red(desk, tmp_path, monkeypatch, more):
    """The sabotage: somebody lets one field more along."""
    real = model.travelling
    monkeypatch.setattr(model, "travelling", lambda clip, *a, **k: replace(real(clip, *a, **k), **more(clip)))

    carry(desk, tmp_path / "road")
    assert told(tmp_path / "road") != set()


def test_a_copy_of_the_catalogue_with_things_deleted_would_tell(desk, tmp_path):
    """Why the catalogue is made anew: SQLite keeps in free pages what was deleted."""
    with closing(sqlite3.connect(desk / "catalog.db")) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("DELETE FROM dispatch")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert "CanaryByline" in told(desk)


def test_the_catalogue_is_new_and_holds_only_clips_and_their_pictures(desk, tmp_path):
    carry(desk, tmp_path / "road")

    with closing(sqlite3.connect(tmp_path / "road/catalog.db")) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        rows = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}
        assert connection.execute("PRAGMA freelist_count").fetchone()[0] == 0
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    filled = {name for name, count in rows.items() if count and not name.startswith(("clip_", "sqlite_"))}
    assert filled == {"clip", "file", "rendition", "volume"}
    assert rows["clip"] == rows["file"] == 2


def test_the_copy_is_found_in_and_picked_from(desk, tmp_path):
    carry(desk, tmp_path / "road")
    road = tmp_path / "road"

    (clip,) = found(road, Query(words=("depot",)))
    assert (clip.id, clip.log.title, clip.log.flag, clip.log.rating) == (MARKET.id, "The tram depot", "select", 4)
    assert clip.log.tags == {"tram"}
    assert list(found(road, Query(near=TOWN and clip.place.point))) == [clip]
    assert list(found(road, Query(start=datetime(2022, 5, 7), end=datetime(2022, 5, 8)))) == [clip]
    assert list(found(road, Query(trip="Kharkiv May 2022"))) == [clip]
    (bare,) = found(road, Query(tags=("market",)))
    assert (bare.id, bare.log) == (TELLING.id, Log(tags=frozenset({"market"})))

    catalogue = Catalogue(road / "catalog.db")
    with catalogue.write() as shelves:
        shelves.dispatches.put(Dispatch(slug="new", title="New", public_id="n", picks=(Pick(clip=clip.id),)))
        assert [each.recipe for each in shelves.renditions.of(clip.id)] == ["poster"]
    assert catalogue.integrity() == []
    catalogue.close()


def test_it_says_what_stays_at_home(desk):
    plan = a_plan(desk)

    assert plan.kept_home == {"hold": 1, "release": 1}
    assert plan.texts_kept_home == 3  # a tag and a title that name people, a tag that names a suburb


def test_who_is_named_goes_along(desk):
    """Somebody has decided so, of this clip."""
    plan = a_plan(desk, named=[HELD.id[:5]])

    assert {clip.id for clip in plan.clips} == {MARKET.id, TELLING.id, HELD.id}
    assert plan.kept_home == {"release": 1}
    with pytest.raises(NotFound):
        a_plan(desk, named=["77777"])


def test_a_trip_alone_may_travel(desk):
    assert [clip.id for clip in a_plan(desk, trip="Kharkiv May 2022").clips] == [MARKET.id]


def test_a_changed_picture_stays_at_home(desk, tmp_path):
    made = next((desk / "assets/renditions").rglob(f"{MARKET.id}/poster-*"))
    made.write_bytes(made.read_bytes()[:-2] + b"\xff\xd9")
    made.write_bytes(b"\xff\xd8 CanaryName")

    assert carry(desk, tmp_path / "road").renditions == 0
    assert told(tmp_path / "road") == set()


def test_where_it_cannot_be_made_it_says_why_before_anything_is_written(desk, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full/x").touch()
    for target, why in ((tmp_path / "full", "no empty folder"), (desk / "road", "inside the desk")):
        with pytest.raises(Refused, match=why):
            station.check(a_plan(desk), target, desk)
    with pytest.raises(Refused, match="no clip would travel"):
        station.check(a_plan(desk, trip="no such trip"), tmp_path / "road", desk)
    huge = replace(rendition(desk, MARKET, "poster", "x"), size_bytes=1 << 60)
    with pytest.raises(Refused, match="GB are free"):
        station.check(replace(a_plan(desk), renditions=(huge,)), tmp_path / "road", desk)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["desk", "full"]


def test_ctrl_c_leaves_nothing(desk, tmp_path):
    def stop(event: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        carry(desk, tmp_path / "road", report=stop)
    assert [each.name for each in tmp_path.iterdir()] == ["desk"]
