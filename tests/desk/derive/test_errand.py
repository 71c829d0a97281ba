"""Jobs on other machines: what goes out, and what is not believed of what comes back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.custody.lending import Lending, Lent
from mediadesk.desk.derive import Tools, derive
from mediadesk.desk.derive.errand import Came, nameless, workplace
from mediadesk.events import Moved
from mediadesk.media.render import measured
from mediadesk.model.clip import Camera, Captured, Facts
from mediadesk.model.recipe import Ladder, Proxy, Rung, Stills, Thumbnail
from mediadesk.model.rendition import Job, Shot, wants
from tests.catalogue.world import a_place
from tests.desk.derive.world import ThroughThePost, run
from tests.desk.world import Desk

pytestmark = pytest.mark.needs("ffmpeg")

LADDER = Ladder(rungs=(Rung(short_side=234, crf=40, kbps=100, profile="main", level="3.0", most_fps=30),))


@pytest.fixture
def posted(trip: Desk, tools: Tools, tmp_path: Path) -> Callable[..., Tools]:
    """The desk's tools, with an engine that sends things away."""
    share = tmp_path / "share"
    share.mkdir(exist_ok=True)
    place = workplace(tools.programs, Lending(share), tmp_path)

    def made(tamper: Callable[[Path, Came], Came] = lambda folder, came: came) -> Tools:
        return replace(tools, engine=ThroughThePost(place, tamper), lending=Lending(share))

    return made


def test_what_others_make_is_what_is_made_here(trip, tools, posted):
    """The same bytes under the same names, verified here; nothing stays on the share."""
    recipes = (Thumbnail(), Stills(), Proxy(), LADDER)
    away = run(trip, posted(), recipes)
    assert {each.result for each in away} == {"made"}
    assert all("made on another machine, verified here" in each.rendition.proofs for each in away)
    assert list(posted().lending.share.iterdir()) == []

    elsewhere = {each.rendition.path: each.rendition for each in away}
    for path in elsewhere:
        trip.assets.path(path).rename(trip.assets.path(path).with_name(f"away-{Path(path).name}"))
    here = {each.rendition.path: each.rendition for each in run(trip, tools, recipes)}

    assert here.keys() == elsewhere.keys()
    for path, made in here.items():
        sent = elsewhere[path]
        assert (made.sha256, made.size_bytes, made.source, made.seconds) == (
            sent.sha256, sent.size_bytes, sent.source, sent.seconds
        )  # fmt: skip
        assert set(made.proofs) == set(sent.proofs) - {"made on another machine, verified here"}


def test_a_worker_learns_no_name_no_place_and_no_time():
    """Of a job stays how its clip is coded. The sabotage: the job itself tells it all."""
    known = Facts(
        container="mov",
        seconds=Fraction(2),
        camera=Camera(make="Canon", model="R5", serial_hash="abcdef"),
        place=a_place(lat=49.9935),
        captured=Captured(local=datetime(2022, 5, 7, 12, 0), source="file", confidence="low"),
        trouble=("Olha at home.MOV is cut off",),
    )
    shot = Shot(paths=(Path("/desk/assets/originals/Olha at home.MOV"),), facts=known, contents=("00",))
    job = Job(subject="7QK2ABCDEF", shots=(shot,), wants=wants([Proxy()]))

    out = nameless(job, Lent(folder="r/j", names=("0.mov",), contents=("00",)))

    secrets = ["Olha", "originals", "7QK2ABCDEF", "Canon", "abcdef", "49.99", "2022"]
    assert [word for word in secrets if word in repr(out)] == []
    assert [word for word in secrets if word in repr(job)] == secrets


def _segment(folder: Path) -> Path:
    return max(folder.glob("ladder-*/v234/*.mp4"), key=lambda path: path.stat().st_size)


def _flipped(folder: Path, came: Came) -> Came:
    """One bit of a picture."""
    data = bytearray(_segment(folder).read_bytes())
    data[-20] ^= 1
    _segment(folder).write_bytes(data)
    return came


def _told_anew(folder: Path, came: Came) -> Came:
    """As whoever alters a file would: the hash fits."""
    made = (replace(each, sha256=measured(folder / each.path)[1]) for each in came.made)
    return replace(came, made=tuple(made))


def _zeroed(folder: Path, came: Came) -> Came:
    """The picture of a segment overwritten, and the hash told anew."""
    data = _segment(folder).read_bytes()
    picture = data.index(b"mdat") + 4
    _segment(folder).write_bytes(data[: picture + 4] + bytes(len(data) - picture - 4))
    return _told_anew(folder, came)


def _shorter(folder: Path, came: Came) -> Came:
    """A segment left out, and the hash told anew."""
    _segment(folder).unlink()
    return _told_anew(folder, came)


def _another_playlist(folder: Path, came: Came) -> Came:
    """A list that names somebody else's server, and the hash told anew."""
    (master,) = folder.glob("ladder-*/*aster.m3u8")
    master.write_text(master.read_text() + "https://example.org/v.m3u8\n")
    return _told_anew(folder, came)


def _a_guest(folder: Path, came: Came) -> Came:
    """A file that nobody asked for."""
    (folder / "guest.mp4").write_bytes(b"x")
    return came


def _a_guest_inside(folder: Path, came: Came) -> Came:
    """In the ladder, with the hash told anew."""
    (_segment(folder).parent / "guest.mp4").write_bytes(b"x")
    return _told_anew(folder, came)


def _elsewhere(folder: Path, came: Came) -> Came:
    """A path that leads out of the folder."""
    return replace(came, made=tuple(replace(each, path=f"../../../{each.path}") for each in came.made))


def _nothing(folder: Path, came: Came) -> Came:
    """Not even told."""
    return replace(came, made=())


@pytest.mark.parametrize(
    "tamper", [_flipped, _zeroed, _shorter, _another_playlist, _a_guest, _a_guest_inside, _elsewhere, _nothing]
)
def test_what_a_worker_altered_gets_no_name(trip, posted, tamper):
    """Whether it tells so or not. The job failed, with a reason; the next run makes it."""
    clip = trip.clips()[:1]

    (made,) = derive(clip, (LADDER,), posted(tamper))

    assert made.result == "failed"
    assert made.why
    assert not list((trip.root / "assets/renditions").rglob("ladder-*"))
    assert list(trip.root.rglob(".part-*")) == list(posted().lending.share.iterdir()) == []


def test_progress_comes_home_under_the_names_of_home(trip, posted):
    """And a stop reaches the errand wherever it is."""
    heard: list[object] = []
    run(trip, posted(), (Proxy(),), report=heard.append)
    ids = {clip.id for clip in trip.clips()}
    tasks = {each.task for each in heard if isinstance(each, Moved) and each.task != "derive"}
    assert tasks == {f"{each} proxy" for each in ids}
