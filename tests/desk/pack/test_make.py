"""A pack of stills of a desk that knows much: whole or not at all, and recorded when it is whole."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PIL import Image

from mediadesk.catalogue import Catalogue
from mediadesk.custody import handing
from mediadesk.custody.desk import Assets
from mediadesk.desk.pack import Asked, Into, listed, make, plan
from mediadesk.engine.inline import Inline
from mediadesk.engine.local import Local
from mediadesk.errors import DeskError, Refused
from mediadesk.events import Event, Moved, Report, Said, ignore
from mediadesk.handover import picking
from mediadesk.media import binaries, marks
from mediadesk.model import travel
from mediadesk.model.hold import Hold
from mediadesk.model.picking import Pack
from mediadesk.model.query import Query
from tests.desk.test_travel import MARKET, NOW, SEEN, TELLING, desk, told

__all__ = ["desk"]
pytestmark = pytest.mark.needs("ffmpeg")

MARK = "abcdefgh"
Spoil = Callable[[pytest.MonkeyPatch], None]


def made(desk: Path, target: Path, *, report: Report = ignore, workers: int = 0, named: Sequence[str] = ()) -> Pack:
    catalogue = Catalogue(desk / "catalog.db")
    try:
        asked = Asked(query=Query(limit=0), stills=True, named=named)
        into = Into(
            target=target, folder=True, write=handing.to_folder, encrypted=False, editor="CanaryEditor", mark=MARK
        )
        return make(
            plan(asked, catalogue=catalogue, desk=desk, now=NOW),
            into,
            catalogue=catalogue,
            assets=Assets(desk),
            programs=binaries.find("", ""),
            engine=Local(workers) if workers else Inline(),
            report=report,
        )
    finally:
        catalogue.close()


def recorded(desk: Path) -> list[Pack]:
    catalogue = Catalogue(desk / "catalog.db")
    try:
        return listed(catalogue)
    finally:
        catalogue.close()


def left(folder: Path) -> set[str]:
    """What lies there and among the desk's renditions that is not whole."""
    parts = {each.name for each in folder.rglob(".part-*")}
    return {each.name for each in folder.iterdir()} | parts


def test_no_byte_of_it_tells_what_stays_at_home(desk, tmp_path):
    done = made(desk, tmp_path / "pack", workers=2)

    notes = {"CanaryNote"}  # an editor reads those that tell nothing which the desk knows
    assert told(tmp_path / "pack", "CanaryEditor", str(desk)) == notes
    names = {str(each.relative_to(tmp_path / "pack")) for each in (tmp_path / "pack").rglob("*") if each.is_file()}
    assert names == {"index.html", f"clips/{MARKET.id}.jpg", f"clips/{TELLING.id}.jpg"}
    assert MARK.encode() in (tmp_path / "pack/index.html").read_bytes()
    assert recorded(desk) == [done]
    assert (set(done.clips), done.editor, done.mark, done.stills) == (
        {MARKET.id, TELLING.id},
        "CanaryEditor",
        MARK,
        True,
    )
    assert done.size_bytes == sum(each.stat().st_size for each in (tmp_path / "pack").rglob("*") if each.is_file())
    assert left(tmp_path) == {"desk", "pack"}


def test_custody_says_of_each_clip_who_got_it(desk, tmp_path):
    made(desk, tmp_path / "pack")

    catalogue = Catalogue(desk / "catalog.db")
    with catalogue.read() as shelves:
        entries = shelves.custody.of(contents=[], about=[MARKET.id, TELLING.id])
    catalogue.close()
    assert {(each.about, each.why) for each in entries if each.what == "packed"} == {
        (MARKET.id, "abcdefgh for CanaryEditor"),
        (TELLING.id, "abcdefgh for CanaryEditor"),
    }


def texts_that_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(travel, "told_of", lambda *_, **__: frozenset())


def a_point_in_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    real = marks.still

    def still(source: Path, target: Path, *rest: object) -> object:
        size = real(source, target, *rest)  # type: ignore[arg-type]
        with Image.open(target) as picture:
            exif = Image.Exif()
            exif[0x8825] = {1: "N", 2: (50.0, 1.0, 52.4), 3: "E", 4: (36.0, 20.0, 28.4)}
            picture.save(target, "JPEG", exif=exif)
        return size

    monkeypatch.setattr(marks, "still", still)


def a_name_in_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    real = marks.still

    def still(source: Path, target: Path, *rest: object) -> object:
        size = real(source, target, *rest)  # type: ignore[arg-type]
        with target.open("ab") as file:
            file.write(b"CanaryName.MOV")
        return size

    monkeypatch.setattr(marks, "still", still)


def a_file_more(monkeypatch: pytest.MonkeyPatch) -> None:
    real = marks.still

    def still(source: Path, target: Path, *rest: object) -> object:
        (target.parent / "notes.txt").write_text("CanaryNote")
        return real(source, target, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(marks, "still", still)


def something_in_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    real = picking.page
    more = b"<!-- made on canary-host -->"
    monkeypatch.setattr(picking, "page", lambda offer: real(offer) + (more if offer.clips else b""))


@pytest.mark.parametrize(
    "spoil",
    [texts_that_tell, a_point_in_a_picture, a_name_in_a_picture, a_file_more, something_in_the_page],
)
def test_a_pack_that_tells_anything_is_not_handed_over(desk, tmp_path, monkeypatch, spoil: Spoil):
    """The sabotage: somebody lets one thing through, and the last look finds it."""
    spoil(monkeypatch)
    with pytest.raises(DeskError) as raised:
        made(desk, tmp_path / "pack")

    assert isinstance(raised.value, Refused) or "tells more" in raised.value.what
    assert not any(canary in raised.value.what for canary in ("CanaryFlat", "CanaryPerson", "CanaryName"))
    assert left(tmp_path) == {"desk"}
    assert recorded(desk) == []


def test_ctrl_c_leaves_nothing_at_any_moment(desk, tmp_path):
    moments = list[Event]()
    made(desk, tmp_path / "counted", report=moments.append)
    steps = sum(isinstance(each, Moved) for each in moments)
    assert steps >= 4
    for last in range(0, steps, 2):
        seen = 0

        def stop(event: Event, last: int = last) -> None:
            nonlocal seen
            if isinstance(event, Moved):
                if seen == last:
                    raise KeyboardInterrupt
                seen += 1

        with pytest.raises(KeyboardInterrupt):
            made(desk, tmp_path / "pack", report=stop)
        assert left(tmp_path) == {"desk", "counted"}
    assert len(recorded(desk)) == 1


def test_what_cannot_get_its_name_is_not_recorded_and_not_there(desk, tmp_path, monkeypatch):
    def full(part: Path, target: Path, *, folder: bool) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(handing, "name", full)
    with pytest.raises(DeskError, match="cannot be written"):
        made(desk, tmp_path / "pack")
    assert left(tmp_path) == {"desk"}
    assert recorded(desk) == []


def test_it_goes_nowhere_where_something_lies_or_among_the_assets(desk, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full/letter").touch()
    for target in (tmp_path / "full", desk / "assets/pack"):
        with pytest.raises(Refused):
            made(desk, target)
    assert recorded(desk) == []


def test_a_clip_of_which_nothing_is_made_stays_at_home_and_is_said(desk, tmp_path):
    heard = list[Event]()
    done = made(desk, tmp_path / "pack", report=heard.append, named=[SEEN.id])

    assert SEEN.id not in done.clips
    assert [each.text for each in heard if isinstance(each, Said) and SEEN.id in each.text]
    catalogue = Catalogue(desk / "catalog.db")
    with catalogue.write() as shelves:
        shelves.holds.put(Hold(clip=MARKET.id, owner="CanaryOwner", reason="x", at=NOW))
        shelves.holds.put(Hold(clip=TELLING.id, owner="CanaryOwner", reason="x", at=NOW))
    catalogue.close()
    with pytest.raises(Refused, match="of no clip"):
        made(desk, tmp_path / "none", named=[SEEN.id])
