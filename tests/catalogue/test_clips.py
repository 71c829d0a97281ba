"""Clips come back as they were put, by their id and by their content."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import pytest
from hypothesis import given

from mediadesk.errors import CatalogueTrouble, Misasked, NotFound
from mediadesk.model.clip import Camera, Facts, Log, clip_id
from mediadesk.model.moment import wall_clock
from mediadesk.model.query import Query
from mediadesk.model.rendition import Rendition
from mediadesk.model.volume import MediaCopy
from tests.catalogue.values import SEVERAL, facts, logs
from tests.catalogue.world import KHARKIV, a_clip, a_file, a_place, a_volume, along, forgotten, sha, shelve


@SEVERAL
@given(facts=facts, log=logs)
def test_a_clip_comes_back_as_it_was(catalogue, facts, log):
    """Whatever a probe and a person can say."""
    clip = a_clip(
        facts=facts, log=log, name=b"\xff\n\xe2\x80\xae.MOV", sidecars=(along("srt"), along("xml", b"x\xfe.XML"))
    )
    with forgotten(catalogue) as shelves:
        for file in (clip, *clip.sidecars):
            held = a_file("any", sha256=file.sha256, name=file.name, path=file.path, size_bytes=file.size_bytes)
            shelves.files.add(held)
        shelves.clips.add(clip)
        assert shelves.clips.get(clip.id) == clip


def test_any_unique_beginning_of_an_id_names_a_clip(catalogue):
    shelve(catalogue, a_clip("market"), a_clip("tram"))
    market = a_clip("market")
    with catalogue.read() as shelves:
        assert shelves.clips.get(market.id) == market
        assert shelves.clips.get(market.id[:4].lower()) == market


def test_an_ambiguous_beginning_lists_who_is_meant(catalogue):
    """Two clips whose contents begin alike: the first letter is not enough, the second is."""
    one, other = (a_clip(word, id=clip_id(hash_), sha256=hash_) for word, hash_ in (("a", "00" * 32), ("b", "01" * 32)))
    shelve(catalogue, one, other)
    with catalogue.read() as shelves:
        with pytest.raises(Misasked, match=f"{one.id} {other.id}"):
            shelves.clips.get("A")
        assert shelves.clips.get(other.id[:2]) == other


def test_a_beginning_that_fits_dozens_names_a_few_and_goes_on(catalogue):
    hashes = [f"00{number:062x}" for number in range(12)]
    shelve(catalogue, *(a_clip(f"n{at}", id=f"AAAAAAAA{at:02}", sha256=hash_) for at, hash_ in enumerate(hashes)))
    with catalogue.read() as shelves, pytest.raises(Misasked) as refused:
        shelves.clips.get("AA")
    assert refused.value.what.count("AAAAAAAA") == 8
    assert refused.value.what.endswith("…")


@pytest.mark.parametrize("beginning", ["", " ", "ZZZZ", "%", "_", "A*", "'; DROP TABLE clip; --", "\0", "М"])
def test_an_unknown_id_is_not_found(catalogue, beginning):
    """Also one that SQL could read as something else."""
    shelve(catalogue, a_clip())
    with catalogue.read() as shelves, pytest.raises(NotFound):
        shelves.clips.get(beginning)


def test_a_clip_is_catalogued_once(catalogue):
    shelve(catalogue, a_clip())
    with pytest.raises(CatalogueTrouble), catalogue.write() as shelves:
        shelves.clips.add(a_clip())
    with catalogue.read() as shelves:
        assert len(shelves.clips.find(Query(limit=0))) == 1


def test_a_clip_without_a_verified_file_is_not_catalogued(catalogue):
    """SAFETY 2: catalogued with verified bytes, or not at all."""
    with pytest.raises(CatalogueTrouble), catalogue.write() as shelves:
        shelves.clips.add(a_clip())
    with catalogue.read() as shelves:
        assert shelves.clips.find(Query()) == []


def test_the_same_sidecar_may_belong_to_two_clips(catalogue):
    """An empty SRT beside each of two clips is one file on the desk."""
    clips = [a_clip(word, sidecars=(along("srt", f"{word}.SRT".encode()),)) for word in ("market", "tram")]
    shelve(catalogue, *clips)
    with catalogue.read() as shelves:
        assert [shelves.clips.get(clip.id) for clip in clips] == clips


def test_parts_keep_their_order_and_sidecars_come_by_name(catalogue):
    """Sidecars are attached as they are copied, several at a time: every ingest ends with the same clip."""
    one, other = along("1", b"a.SRT"), along("2", b"b.XML")
    clip = a_clip(parts=(along("z"), along("a")), sidecars=(other, one))
    shelve(catalogue, clip)
    with catalogue.read() as shelves:
        assert shelves.clips.get(clip.id) == replace(clip, sidecars=(one, other))


def test_a_sidecar_that_was_kept_before_its_clip_came_goes_along_now(catalogue):
    clip = a_clip()
    shelve(catalogue, clip)
    with catalogue.write() as shelves:
        shelves.files.add(a_file("srt", path=along("srt").path, size_bytes=7, why="its clip is not here"))
        assert shelves.files.known([sha("srt")])[sha("srt")].role == "kept"
        shelves.clips.attach(clip.id, along("srt"))
        held = shelves.files.known([sha("srt")])[sha("srt")]
    with catalogue.read() as shelves:
        assert shelves.clips.get(clip.id).sidecars == (along("srt"),)
        assert shelves.files.known([sha("srt")]) == {sha("srt"): held}
    assert (held.role, held.clip, held.why) == ("sidecar", clip.id, None)


def test_a_clip_that_also_goes_along_stays_a_clip(catalogue):
    """A sound file may be a clip of its own and go along with a picture."""
    shelve(catalogue, a_clip("sound"), a_clip("picture"))
    sound = a_clip("sound")
    with catalogue.write() as shelves:
        going = replace(along("sound"), path=sound.path, size_bytes=sound.size_bytes)
        shelves.clips.attach(a_clip("picture").id, going)
    with catalogue.read() as shelves:
        assert shelves.files.known([sound.sha256])[sound.sha256].role == "clip"
        assert shelves.clips.get(a_clip("picture").id).sidecars == (going,)


def test_what_people_say_replaces_what_they_said_and_is_found(catalogue):
    clip = a_clip(log=Log(title="Bread queue", tags=frozenset({"food"}), place=a_place()))
    shelve(catalogue, clip)
    said = Log(title="Tram 5", captured=wall_clock(datetime(2022, 5, 7, 9), source="typed"))
    with catalogue.write() as shelves:
        shelves.clips.log(clip.id, said)
    with catalogue.read() as shelves:
        found = shelves.clips.find
        assert shelves.clips.get(clip.id) == replace(clip, log=said)
        assert not found(Query(words=("queue",)))
        assert not found(Query(tags=("food",)))
        assert not found(Query(near=KHARKIV))
        assert found(Query(words=("tram",), start=datetime(2022, 5, 7), end=datetime(2022, 5, 8)))


def test_whether_a_desk_worked_near_a_point(catalogue):
    """Any clip will do; one that moved away does not."""
    clip = a_clip(log=Log(place=a_place()))
    shelve(catalogue, clip)
    north = replace(KHARKIV, lat=KHARKIV.lat + 1)
    with catalogue.write() as shelves:
        assert shelves.clips.any_placed()
        assert [shelves.clips.any_near(point, 100_000) for point in (KHARKIV, north)] == [True, False]
        assert shelves.clips.any_near(north, 120_000)
        shelves.clips.log(clip.id, Log())
        assert not shelves.clips.any_near(KHARKIV, 120_000)


def test_of_an_unknown_clip_nothing_can_be_said(catalogue):
    with pytest.raises(NotFound), catalogue.write() as shelves:
        shelves.clips.log(clip_id(sha("market")), Log(title="Market"))


def test_a_limit_narrows_what_is_found(catalogue):
    shelve(catalogue, *(a_clip(f"n{number}") for number in range(5)))
    with catalogue.read() as shelves:
        assert len(shelves.clips.find(Query(limit=2))) == 2
        assert len(shelves.clips.find(Query(limit=0))) == 5


@pytest.mark.parametrize("order", [("market", "tram"), ("tram", "market")])
def test_a_file_of_several_clips_names_the_same_one_whichever_came_first(catalogue, order):
    """Threads attach in any order, and every ingest must end with the same catalogue."""
    for word in order:
        shelve(catalogue, a_clip(word, sidecars=(along("srt", f"{word}.SRT".encode()),)))
    with catalogue.read() as shelves:
        assert shelves.files.known([sha("srt")])[sha("srt")].clip == min(a_clip(word).id for word in order)


def test_parts_come_in_the_order_of_the_camera_whichever_was_copied_first(catalogue):
    """Chapters of a GoPro are copied several at a time; the clip is as long as all of them, and is found by that."""
    second, third = along("2", b"GX02.MP4", Fraction(20)), along("3", b"GX03.MP4", Fraction(1, 3))
    shelve(catalogue, a_clip(), a_clip("tram", facts=Facts(container="mov", seconds=Fraction(30))))
    with catalogue.write() as shelves:
        for file in (second, third):
            shelves.files.add(a_file("any", sha256=file.sha256, name=file.name, path=file.path, size_bytes=7))
        shelves.clips.attach(a_clip().id, third, "part", position=2)
        shelves.clips.attach(a_clip().id, second, "part", position=1)
    with catalogue.read() as shelves:
        longest, other = shelves.clips.find(Query(sort="-seconds"))
        assert shelves.files.known([sha("2")])[sha("2")].role == "part"
    assert longest == a_clip(parts=(second, third))
    assert longest.seconds == Fraction(25, 2) + 20 + Fraction(1, 3)
    assert other.seconds == 30
    assert catalogue.integrity() == []


def test_a_part_that_is_attached_again_stays_and_one_whose_place_is_taken_comes_last(catalogue):
    """The second chapter was cut short by a bad reader the first time: both are kept, nothing is put away."""
    cut, whole = along("cut", b"GX02.MP4", Fraction(5)), along("whole", b"GX02.MP4", Fraction(20))
    shelve(catalogue, a_clip())
    with catalogue.write() as shelves:
        for file in (cut, whole):
            shelves.files.add(a_file("any", sha256=file.sha256, name=file.name, path=file.path, size_bytes=7))
        for part in (cut, whole, cut):
            shelves.clips.attach(a_clip().id, part, "part", position=1)
        assert shelves.clips.get(a_clip().id).parts == (cut, whole)


def test_what_was_made_of_a_clip_is_not_of_its_next_part(catalogue):
    """A chapter that comes later makes a recording longer: what was made of it is stale. A sidecar changes nothing."""
    shelve(catalogue, a_clip(), a_clip("tram"))
    part, sidecar = along("2", b"GX02.MP4", Fraction(20)), along("srt")
    proxy = Rendition(subject=a_clip().id, recipe="proxy", digest="x", path="x", size_bytes=1, sha256=sha("x"))
    with catalogue.write() as shelves:
        for file in (part, sidecar):
            shelves.files.add(a_file("any", sha256=file.sha256, name=file.name, path=file.path, size_bytes=7))
        for word in ("market", "tram"):
            shelves.renditions.add(replace(proxy, subject=a_clip(word).id))
        shelves.clips.attach(a_clip().id, sidecar)
        assert len(shelves.renditions.of(a_clip().id)) == 1
        shelves.clips.attach(a_clip().id, part, "part", position=1)
        assert shelves.renditions.of(a_clip().id) == []
        shelves.renditions.add(proxy)
        shelves.clips.attach(a_clip().id, part, "part", position=1)  # it was attached already
        assert len(shelves.renditions.of(a_clip().id)) == 1
        assert len(shelves.renditions.of(a_clip("tram").id)) == 1


def test_a_clip_that_lies_on_drives_alone_has_no_path(catalogue):
    clip = a_clip(path=None, sidecars=(replace(along("srt"), path=None),))
    shelve(catalogue, clip)
    with catalogue.read() as shelves:
        assert shelves.clips.find(Query()) == [clip]


def test_a_copy_on_a_drive_is_no_path_on_the_desk(catalogue):
    """Only the desk's own copy says where on the desk a clip lies, and it keeps saying so when it went missing."""
    shelve(catalogue, a_clip(path=None), a_clip("tram"))
    with catalogue.write() as shelves:
        desk, drive = shelves.volumes.desk().id, shelves.volumes.note(a_volume()).id
        there = [
            MediaCopy(sha256=sha(word), volume=drive, path=b"x/" + word.encode(), state="verified")
            for word in ("market", "tram")
        ]
        gone = MediaCopy(sha256=sha("tram"), volume=desk, path=b"assets/originals/tram.MOV", state="missing")
        shelves.copies.note([*there, gone])
        assert {clip.path for clip in shelves.clips.find(Query())} == {None, a_clip("tram").path}


def test_facts_that_are_read_anew_replace_what_was_read_and_are_found(catalogue):
    """Better reading found a place, a day and a camera; the title stays."""
    shelve(catalogue, a_clip(log=Log(title="Queue")))
    camera, day = Camera(make="Sony", model="ILCE-7M4"), wall_clock(datetime(2022, 5, 7, 12), source="sony:xml")
    facts = Facts(container="mov", place=a_place(), captured=day, camera=camera)
    with catalogue.write() as shelves:
        shelves.clips.facts(a_clip().id, facts)
    with catalogue.read() as shelves:
        asked = Query(near=KHARKIV, start=datetime(2022, 5, 7), words=("sony",))
        assert shelves.clips.find(asked) == [a_clip(facts=facts, log=Log(title="Queue"))]
        assert [each.camera for each in shelves.clocks.bodies()] == [camera]
    assert catalogue.integrity() == []
