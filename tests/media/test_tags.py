"""When, where and with what, as far as tags honestly say."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.media.atoms import Atoms
from mediadesk.media.tags import Told, told, told_beside
from mediadesk.model.clip import Camera
from mediadesk.model.moment import UNKNOWN

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FAR_APART = (
    "two places in the file are 38 km apart: 40.6800,-74.5000 (quicktime:udta) and 40.6892,-74.0445 (quicktime:udta); "
    "the first one is taken"
)
MP4 = {"major_brand": "isom"}


def tell(
    tags: dict[str, str], container: str = "mov", streams: list[dict[str, Any]] | None = None, **atoms: Any
) -> Told:
    return told({"format": {"tags": tags}, "streams": streams or []}, container, Atoms(**atoms), NOW)


def test_a_date_with_an_offset_tells_all_and_comes_before_an_export_date() -> None:
    tags = MP4 | {
        "creation_time": "2024-02-02T08:09:57.000000Z",
        "com.apple.quicktime.creationdate": "2019-02-12T15:27:12+0800",
    }
    captured = tell(tags).captured
    assert captured.at == datetime(2019, 2, 12, 7, 27, 12, tzinfo=UTC)
    assert captured.local == datetime(2019, 2, 12, 15, 27, 12)
    assert captured.offset == timedelta(hours=8)
    assert (captured.source, captured.confidence) == ("quicktime:creationdate", "high")


def test_a_language_tagged_key_is_the_same_key() -> None:
    tags = {
        "com.apple.quicktime.creationdate-deu-DE": "2011-09-25T12:09:54+0200",
        "com.apple.quicktime.location.ISO6709-deu-DE": "+51.3889+006.8611/",
    }
    assert tell(tags).captured.confidence == "high"
    assert tell(tags).place is not None


def test_greenwich_written_as_an_offset_is_an_offset() -> None:
    captured = tell({"com.apple.quicktime.creationdate": "2020-01-12T15:27:12+0000"}).captured
    assert captured.offset == timedelta(0)
    assert captured.local == datetime(2020, 1, 12, 15, 27, 12)


def test_a_phones_container_date_is_utc_and_no_wall_clock() -> None:
    captured = tell(MP4 | {"creation_time": "2019-08-29T00:02:13.000000Z"}).captured
    assert captured.at == datetime(2019, 8, 29, 0, 2, 13, tzinfo=UTC)
    assert captured.local is None
    assert captured.offset is None
    assert (captured.source, captured.confidence) == ("quicktime:mvhd", "medium")


def test_of_the_dates_of_a_movie_and_its_tracks_the_oldest_that_can_be_counts() -> None:
    tracks = [
        {"tags": {"creation_time": date}} for date in ("2022-12-18T20:18:15Z", "1904-01-01T00:00:00Z", "nonsense")
    ]
    captured = tell(MP4 | {"creation_time": "2023-11-21T20:16:09Z"}, streams=tracks).captured
    assert captured.at == datetime(2022, 12, 18, 20, 18, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tags", "container", "streams"),
    [
        (MP4 | {"creation_time": "2019-05-06T11:13:28Z"}, "mov", [{"tags": {"handler_name": "\x0bGoPro AVC  "}}]),
        ({"creation_time": "2019-05-06T11:13:28.000000Z"}, "mov", []),  # no ftyp: an old compact camera
        ({"creation_time": "2019-05-06 11:13:28"}, "avi", []),
        ({"creation_time": "Mon May  6 11:13:28 2019"}, "avi", []),
        ({"creation_time": "2019:05:06 11:13:28"}, "avi", []),
        ({"modification_date": "2019-05-06T11:13:28.000000Z"}, "mxf", []),
    ],
)
def test_a_cameras_wall_clock_fills_local_alone(tags: dict[str, str], container: str, streams: list[Any]) -> None:
    captured = tell(tags, container, streams).captured
    assert captured.at is None
    assert captured.offset is None
    assert captured.local == datetime(2019, 5, 6, 11, 13, 28)
    assert captured.confidence == "low"


def test_sonys_zone_makes_an_instant_a_wall_clock_too() -> None:
    captured = tell(MP4 | {"creation_time": "2026-04-26T09:25:15Z"}, zone_minutes=60).captured
    assert captured.at == datetime(2026, 4, 26, 9, 25, 15, tzinfo=UTC)
    assert captured.local == datetime(2026, 4, 26, 10, 25, 15)
    assert captured.offset == timedelta(hours=1)


def test_sonys_xml_tells_when_and_with_what() -> None:
    xml = '<?xml?><CreationDate value="2016-01-03T06:10:57-04:00"/><Device manufacturer="Sony" modelName="FDR-AX100"/>'
    found = tell(MP4, xml=xml)
    assert found.captured.at == datetime(2016, 1, 3, 10, 10, 57, tzinfo=UTC)
    assert found.camera == Camera(make="Sony", model="FDR-AX100")


def test_a_phones_own_date_box_comes_before_the_container() -> None:
    captured = tell(MP4 | {"creation_time": "2018-02-07T15:15:30Z"}, date="2018-02-07T10:15:08-0500").captured
    assert captured.at == datetime(2018, 2, 7, 15, 15, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "date",
    [
        "2033-05-18T03:33:20.000000Z",
        "+42603-05-04T04:12:48.000000Z",
        "1970-01-01T00:00:00.000000Z",
        "1904-01-01T00:00:00.000000Z",
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
        "soon",
    ],
)
def test_a_date_that_cannot_be_true_is_no_date_and_is_told(date: str) -> None:
    found = tell(MP4 | {"creation_time": date})
    assert found.captured.at is None
    assert found.captured.local is None
    assert found.trouble == (f"the date in the file cannot be true: {date} (quicktime:mvhd)",)


def test_a_bare_year_in_an_edited_file_is_no_capture_date() -> None:
    assert tell(MP4 | {"date": "2010"}) == Told()


def test_today_can_be_true_wherever_the_camera_is() -> None:
    tomorrow = {"com.apple.quicktime.creationdate": "2026-11-23T01:00:00+1300"}
    assert tell(tomorrow).captured.at == datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert tell({"creation_time": "2026-11-23 01:00:00"}, "avi").captured.local == datetime(2026, 11, 23, 1)


def test_a_place_says_how_exact_it_is() -> None:
    apple = {
        "com.apple.quicktime.location.ISO6709": "+52.4597+013.3220+051.178/",
        "com.apple.quicktime.location.accuracy.horizontal": "35.000000",
    }
    place = tell(apple).place
    assert place is not None
    assert (place.lat, place.lon, place.radius_m) == (52.4597, 13.3220, 35.0)
    other = tell({"location": "+37.5002+127.0362/"}).place
    assert other is not None
    assert (other.radius_m, other.source) == (30.0, "quicktime:udta")


@pytest.mark.parametrize("accuracy", ["nan", "-3", "0", "1e400", "99999999999", ""])
def test_an_accuracy_that_makes_no_sense_is_not_believed(accuracy: str) -> None:
    tags = {"location": "+37.5002+127.0362/", "com.apple.quicktime.location.accuracy.horizontal": accuracy}
    place = tell(tags).place
    assert place is not None
    assert place.radius_m == 30.0


def test_two_places_far_apart_are_told() -> None:
    found = tell(MP4, places=("+40.680-074.500", "+40.6892-074.0445"))
    assert found.place is not None
    assert (found.place.lat, found.place.lon) == (40.68, -74.5)
    assert found.trouble == (FAR_APART,)


def test_no_fix_is_no_place_and_no_trouble() -> None:
    assert tell({"location": "+00.0000+000.0000/"}) == Told()


def test_a_place_off_the_globe_is_told() -> None:
    found = tell({"location": "+95.0000+010.0000/"})
    assert found.place is None
    assert found.trouble == ("the place in the file cannot be true: +95.0000+010.0000/",)


@pytest.mark.parametrize(
    ("tags", "camera"),
    [
        (
            {"com.apple.quicktime.make": "Apple", "com.apple.quicktime.model": "iPhone X"},
            Camera(make="Apple", model="iPhone X"),
        ),
        ({"com.android.manufacturer": "Xiaomi", "com.android.model": "Mi 10"}, Camera(make="Xiaomi", model="Mi 10")),
        ({"maker": "NIKON", "model": "COOLPIX S3000", "software": ""}, Camera(make="NIKON", model="COOLPIX S3000")),
        ({"software": "CanonMVI06"}, Camera(make="Canon")),
        ({"major_brand": "XAVC"}, Camera(make="Sony")),
        ({"encoder": "Lavf60"}, None),
        ({"make": "  \x00 "}, None),
    ],
)
def test_a_camera_is_what_its_tags_say(tags: dict[str, str], camera: Camera | None) -> None:
    assert tell(tags).camera == camera


def test_a_gopro_signs_its_tracks_and_its_model_is_in_its_own_box() -> None:
    found = tell(MP4, streams=[{"tags": {"handler_name": "\tGoPro AVC"}}], model="HERO7 Black")
    assert found.camera == Camera(make="GoPro", model="HERO7 Black")


@pytest.mark.parametrize("make", ["Canon", "NIKON CORPORATION", "FUJIFILM", "OLYMPUS", "Panasonic"])
def test_a_photographers_camera_writes_its_wall_clock_also_into_modern_films(make: str) -> None:
    captured = tell(MP4 | {"make": make, "creation_time": "2019-05-06T11:13:28Z"}).captured
    assert (captured.at, captured.local) == (None, datetime(2019, 5, 6, 11, 13, 28))
    phone = tell(MP4 | {"make": "samsung", "creation_time": "2019-05-06T11:13:28Z"}).captured
    assert phone.at == datetime(2019, 5, 6, 11, 13, 28, tzinfo=UTC)


def test_nikons_notes_tell_when_and_with_what() -> None:
    found = tell(MP4 | {"creation_time": "2013-08-24T15:11:02Z"}, nikon=("NIKON", "D7100", "2013:08:24 15:11:00"))
    assert (found.captured.at, found.captured.local) == (None, datetime(2013, 8, 24, 15, 11))
    assert (found.captured.source, found.camera) == ("nikon:clock", Camera(make="NIKON", model="D7100"))


def test_a_hashed_serial_number_tells_bodies_apart_and_that_of_a_lens_does_not() -> None:
    tags = {
        "make": "ARRI",
        "com.arri.camera.lensserialnumber": "b" * 16,
        "com.arri.camera.cameraserialnumber": "a" * 16,
    }
    assert tell(MP4 | tags).camera == Camera(make="ARRI", serial_hash="a" * 16)
    assert tell(MP4 | {"make": "ARRI", "serial": "1234567"}).camera == Camera(make="ARRI")


def test_makers_who_sign_in_other_places_are_known() -> None:
    pana = [{"tags": {"vendor_id": "pana"}}]
    assert tell({}, streams=pana).camera == Camera(make="Panasonic")
    assert tell(MP4, notes=(("auth", "FLIR One"),)).camera == Camera(make="FLIR", model="One")
    assert tell({}, notes=(("\xa9inf", "PENTAX DIGITAL CAMERA"),)).camera == Camera(make="PENTAX")
    assert tell(MP4, samsung=True).camera == Camera(make="Samsung")
    insta = Camera(make="Insta360", model="OneR", serial_hash="5a3b")
    assert tell(MP4, insta360=("Insta360 OneR", "5a3b")).camera == insta
    assert tell(MP4 | {"encoder": "DJI Mini3 Pro"}).camera == Camera(make="DJI", model="Mini3 Pro")


def test_a_date_that_was_never_set_is_told() -> None:
    found = tell(MP4, unset=True)
    assert found.captured == UNKNOWN
    assert found.trouble == ("the date in the file is not set: it is 0 (quicktime:mvhd)",)
    assert tell(MP4 | {"com.apple.quicktime.creationdate": "2019-02-12T15:27:12+0800"}, unset=True).trouble == ()


XMP = '<x:xmpmeta><a xmp:CreateDate="2014-04-27T12:42:47" exif:GPSLatitude="53,7.9N" exif:GPSLongitude="8,43.1E"/>'


def test_xmp_in_a_film_comes_before_its_header_unless_it_tells_of_an_edit() -> None:
    found = tell(MP4 | {"creation_time": "2014-04-27T10:42:50Z"}, xmp=XMP)
    assert found.captured.local == datetime(2014, 4, 27, 12, 42, 47)
    assert (found.captured.source, found.captured.at) == ("xmp", None)
    assert found.place is not None
    assert found.place.source == "xmp"
    older = tell({"creation_time": "2005-08-11T14:03:54Z"}, xmp=XMP)
    assert older.captured.local == datetime(2005, 8, 11, 14, 3, 54)


def test_a_sidecar_of_sonys_or_of_xmp_tells_what_it_knows_and_other_text_nothing() -> None:
    xml = """<NonRealTimeMeta><CreationDate value="2016-01-03T06:10:57-04:00"/>
        <Device manufacturer="Sony" modelName="FDR-AX100" serialNo="1234567890"/></NonRealTimeMeta>"""
    sony = told_beside(xml, NOW)
    assert sony.captured.at == datetime(2016, 1, 3, 10, 10, 57, tzinfo=UTC)
    assert sony.captured.offset == timedelta(hours=-4)
    assert sony.camera is not None
    assert sony.camera.model == "FDR-AX100"
    assert sony.camera.serial_hash not in (None, "1234567890")
    assert told_beside(XMP, NOW).captured.local == datetime(2014, 4, 27, 12, 42, 47)
    assert told_beside("<html>2016-01-03T06:10:57</html>", NOW) == Told()
    assert told_beside(xml.replace("2016", "2036"), NOW).captured == UNKNOWN


KEYS = st.sampled_from(
    "creation_time date location make model major_brand modification_date software "
    "com.apple.quicktime.creationdate com.apple.quicktime.location.ISO6709".split()
)
DATES = st.sampled_from(["2019-02-30T00:00:00Z", "0000-00-00", "2020-01-01T00:00:00+99:99", "99999-01-01", "2020"])


@given(
    st.dictionaries(KEYS, st.one_of(st.text(max_size=40), DATES)), st.sampled_from(["mov", "avi", "mxf", "matroska"])
)
def test_any_tags_are_told_without_harm(tags: dict[str, str], container: str) -> None:
    found = tell(tags, container)
    assert all(line.isprintable() for line in found.trouble)
    assert found.captured.at is None or found.captured.at.tzinfo is not None
    assert found.captured.local is None or found.captured.local.tzinfo is None
