"""What of a clip goes on a journey: an allow-list. Every field of every value is decided here, or the test is red."""

from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from mediadesk.model import travel
from mediadesk.model.clip import Audio, Clip, Facts, Frame, Log, clip_id
from mediadesk.model.consent import Appearance, Release
from mediadesk.model.embargo import Embargo
from mediadesk.model.hold import Hold
from mediadesk.model.leak import Secrets
from mediadesk.model.moment import Captured
from mediadesk.model.place import LatLon, Place, Wider
from mediadesk.model.recipe import Poster, digest
from mediadesk.model.rendition import Rendition
from tests.catalogue.world import a_clip, sha

NOW = datetime(2022, 5, 9, tzinfo=UTC)
TOWN = Wider(rung="town", name="Kharkiv", lat=49.9808, lon=36.2527, radius_m=15000)
SUBURB = Wider(rung="km", name="Saltivka", lat=50.03, lon=36.33, radius_m=2000)
REGION = Wider(rung="region", name="Kharkiv Oblast", lat=49.6, lon=36.6, radius_m=150000)
HOME = Place(
    lat=50.0312345,
    lon=36.3412345,
    radius_m=10,
    source="quicktime:location",
    name="Anna's flat",
    district="Kharkivskyi Raion",
    region="Kharkiv Oblast",
    region_code="UA-63",
    country="UA",
    within=(SUBURB, TOWN, REGION),
)

# of each value, what may travel as it is; all else stays at home or is made anew
TRAVELS = {
    Clip: {"id"},
    Facts: {"container", "decodes"},
    Frame: {each.name for each in fields(Frame)},
    Audio: {"stream", "codec", "channels", "rate"},
    Captured: {"confidence"},
    Place: {"region", "country"},
    Log: {"trip", "title", "tags", "labels", "flag", "rating"},
}


def planted(kind: Any, where: str) -> Any:
    """A value of this type in which each text and each list is full, and each text says where it stands."""
    origin = get_origin(kind)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{each.name: planted(hints[each.name], f"{where}.{each.name}") for each in fields(kind)})
    if origin is Literal:
        return get_args(kind)[0]
    if origin in (tuple, frozenset):
        return origin([planted(get_args(kind)[0], where)])
    if get_args(kind):
        return planted(next(each for each in get_args(kind) if each is not NoneType), where)
    plain = {
        str: f"canary {where}",
        bytes: f"canary {where}".encode(),
        int: 7,
        float: 50.5,
        bool: True,
        Fraction: Fraction(7),
        datetime: datetime(2022, 5, 7, 14, 3, 27, tzinfo=UTC),
        date: date(2022, 5, 7),
        timedelta: timedelta(hours=3),
    }
    return plain[getattr(kind, "__supertype__", kind)]


def canaries(value: Any) -> set[str]:
    """Where the texts in a value come from."""
    if isinstance(value, str | bytes):
        text = value.decode() if isinstance(value, bytes) else value
        return {text.removeprefix("canary ")} if text.startswith("canary ") else set()
    if isinstance(value, tuple | frozenset):
        return {each for one in value for each in canaries(one)}
    if is_dataclass(value):
        return {each for field in fields(value) for each in canaries(getattr(value, field.name))}
    return set()


def a_full_clip() -> Clip:
    """A clip in which nothing is empty; a town is the bigger place that its place lies in."""
    clip = planted(Clip, "clip")
    (wider,) = clip.log.place.within
    place = replace(clip.log.place, within=(replace(wider, rung="town"),))
    return replace(clip, id=clip_id(sha("market")), sha256=sha("market"), log=replace(clip.log, place=place))


def test_of_a_clip_in_which_all_is_said_only_what_is_listed_travels():
    """Whatever anybody adds to a clip stays at home until it is named."""
    assert canaries(travel.travelling(a_full_clip(), frozenset())) == {
        "clip.facts.container",
        "clip.facts.frame.codec",
        "clip.facts.audio.codec",
        "clip.log.place.within.name",
        "clip.log.place.region",
        "clip.log.place.country",
        "clip.log.trip",
        "clip.log.title",
        "clip.log.tags",
        "clip.log.labels",
    }


def test_one_field_more_is_found():
    """The sabotage: somebody lets the camera, or the serial number's hash, along."""
    clip = a_full_clip()
    more = replace(travel.travelling(clip, frozenset()), facts=clip.facts)

    assert "clip.facts.camera.serial_hash" in canaries(more)
    assert "clip.facts.camera.serial_hash" not in canaries(travel.travelling(clip, frozenset()))


@pytest.mark.parametrize("kind", TRAVELS, ids=lambda kind: kind.__name__)
def test_every_field_was_decided(kind):
    """A new field of a clip turns this red: say here whether it travels, then in the allow-list."""
    known = {
        Clip: {"id", "name", "path", "sha256", "size_bytes", "facts", "log", "parts", "sidecars", "clock"},
        Facts: set("container seconds frame audio captured place camera track decodes trouble".split()),
        Frame: set(
            "stream width height rotation codec fps bit_depth hdr dolby_vision interlaced vfr sample_aspect"
            " mirrored".split()
        ),
        Audio: {"stream", "codec", "channels", "rate"},
        Captured: {"at", "local", "offset", "zone", "day", "source", "confidence"},
        Place: set("lat lon radius_m source name district region region_code country within".split()),
        Log: set(
            "trip shooter received_from channel title notes tags labels flag rating poster captured place clock".split()
        ),
    }
    assert {each.name for each in fields(kind)} == known[kind]
    assert TRAVELS[kind] <= known[kind]


def test_a_place_is_its_town():
    """By the town's own middle: nothing of the place itself is in it."""
    clip = a_clip(log=Log(place=HOME))

    place = travel.travelling(clip, frozenset()).place
    assert place == Place(
        lat=TOWN.lat,
        lon=TOWN.lon,
        radius_m=TOWN.radius_m,
        source="travel",
        name="Kharkiv",
        region="Kharkiv Oblast",
        country="UA",
        within=(TOWN, REGION),
    )


def test_a_place_of_which_no_town_is_known_stays_at_home():
    clip = a_clip(log=Log(place=replace(HOME, within=(SUBURB,))))

    assert travel.travelling(clip, frozenset()).place is None


@pytest.mark.parametrize(
    "captured",
    [
        Captured(at=datetime(2022, 5, 7, 21, 30, tzinfo=UTC), local=datetime(2022, 5, 8, 0, 30), source="gpmf:gps"),
        Captured(local=datetime(2022, 5, 8, 13, 15, 7), source="filename", confidence="low"),
        Captured(day=date(2022, 5, 8)),
    ],
)
def test_of_the_time_the_day_there_is_left(captured):
    clip = a_clip(log=Log(captured=captured))

    told = travel.travelling(clip, frozenset()).captured
    assert told == Captured(day=date(2022, 5, 8), source="travel", confidence=captured.confidence)


def test_the_id_is_the_same_and_the_content_has_no_other_name():
    """The picks come home by it. Of the hash, the 50 bits of the id are left."""
    for word in ("market", "tram", "depot"):
        went = travel.travelling(a_clip(word), frozenset())
        assert (went.id, clip_id(went.sha256)) == (clip_id(sha(word)), clip_id(sha(word)))
        assert went.sha256[13:] == "0" * 51
        assert went.name == went.id.encode()


def test_a_recording_in_parts_is_as_long_as_all_of_them():
    clip = a_full_clip()

    assert travel.travelling(clip, frozenset()).seconds == clip.seconds == Fraction(14)


TELLING = travel.Telling(
    secrets=Secrets(people=frozenset({"Olena"}), names=frozenset({b"IMG_0042.MOV"}), points=(HOME.point,)),
    places=(HOME,),
)


@pytest.mark.parametrize(
    "text",
    [
        "Interview with Olena",
        "see IMG_0042",
        "50.0312, 36.3412",
        "48.46, 35.05",  # somewhere that the desk knows nothing of
        "50°01' N",
        "Saltivka, the market",
        "in Anna's flat",
    ],
)
def test_a_text_that_tells_stays_at_home(text):
    assert TELLING.tells(text)
    clip = a_clip(log=Log(title=text, tags=frozenset({text, "tram"}), trip=text, notes=(text,)))
    went = travel.travelling(clip, travel.telling(travel.texts_of(clip, notes=True), TELLING.tells), notes=True)
    assert went.log == Log(tags=frozenset({"tram"}))


@pytest.mark.parametrize("text", ["The recovery in Kharkiv", "Kharkiv May 2022", "take 12.5", "Kharkiv Oblast"])
def test_a_text_that_tells_no_more_than_the_town_travels(text):
    assert not TELLING.tells(text)


def test_notes_stay_at_home_when_nobody_asks_for_them():
    clip = a_clip(log=Log(notes=("bread queue",)))

    assert travel.travelling(clip, frozenset()).log.notes == ()
    assert travel.travelling(clip, frozenset(), notes=True).log.notes == ("bread queue",)
    assert travel.texts_of(clip, notes=False) == ()


def test_each_telling_text_of_many_is_found():
    """However they are halved."""
    texts = [f"take {number}" for number in range(100)]

    assert travel.telling(texts, lambda text: "take 7" in text.splitlines() or "take 77" in text) == {
        "take 7",
        "take 77",
    }


def hold(clip: Clip) -> travel.Limits:
    return travel.Limits(holds=[Hold(clip=clip.id, owner="max", reason="part two", at=NOW)])


def embargo(clip: Clip) -> travel.Limits:
    return travel.Limits(embargoes=[Embargo(target=clip.id, until=NOW + timedelta(days=1), at=NOW)])


def appearance(clip: Clip) -> travel.Limits:
    return travel.Limits(appearances=[Appearance(clip=clip.id, subject="olena")])


@pytest.mark.parametrize(("limit", "gate"), [(hold, "hold"), (embargo, "embargo"), (appearance, "release")])
def test_what_may_not_go_out_does_not_travel(limit, gate):
    clip, other = a_clip(), a_clip("other")

    assert travel.kept_home(clip, limit(clip), NOW) == gate
    assert travel.kept_home(other, limit(clip), NOW) is None


@pytest.mark.parametrize(
    ("label", "gate"),
    [
        ("do-not-publish", "labels"),
        ("needs-mask", "labels"),
        ("minor", "release"),
        ("military-position", "embargo"),  # nobody knows when it was
        ("graphic", None),
        ("part two", None),
    ],
)
def test_labels_keep_at_home_what_they_keep_from_readers(label, gate):
    assert travel.kept_home(a_clip(log=Log(labels=frozenset({label}))), travel.Limits(), NOW) == gate


@pytest.mark.parametrize(
    ("label", "gate"), [("graphic", "labels"), ("Graphics", "labels"), ("minor", "release"), ("part two", None)]
)
def test_a_label_that_asks_for_care_keeps_a_clip_from_others(label, gate):
    """Also where nothing would keep it from readers."""
    assert travel.kept_from_others(a_clip(log=Log(labels=frozenset({label}))), travel.Limits(), NOW) == gate


def test_whoever_agreed_travels():
    """To any platform: a laptop at a border is none of those that were named."""
    clip = a_clip()
    yes = Release(subject="olena", aspects=frozenset({"face", "voice"}), given_at=NOW)
    limits = replace(appearance(clip), releases=[yes])

    assert travel.kept_home(clip, limits, NOW) is None
    assert (
        travel.kept_home(clip, replace(limits, releases=[replace(yes, platforms=frozenset({"web"}))]), NOW) == "release"
    )


def made(recipe: str, of: str) -> Rendition:
    return Rendition(subject="A", recipe=recipe, digest=of, path="p", size_bytes=1, sha256="0")


def test_only_the_small_renditions_of_today_travel():
    """Not the ladder of a clip, not what an older recipe made, which nobody scans any more."""
    clip = a_full_clip()
    chosen = digest(Poster(at=clip.log.poster))
    assert travel.travels(made("poster", chosen), clip)
    assert travel.travels(made("poster", digest(Poster())), replace(clip, log=Log()))
    assert not travel.travels(made("poster", digest(Poster())), clip)
    assert not travel.travels(made("poster", "aaaaaaaa"), clip)
    assert not travel.travels(made("ladder", chosen), clip)
    assert not travel.travels(made("film", chosen), clip)


def test_a_point_that_the_desk_knows_is_known_in_every_notation():
    assert travel.Telling(secrets=Secrets(points=(LatLon(lat=50.0312345, lon=36.3412345),))).tells("36.34123 50.03123")
