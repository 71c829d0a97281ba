"""What programs note of a film in XMP."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.media.xmp import Xmp, read_xmp
from mediadesk.model.place import LatLon

PACKET = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description xmp:ModifyDate="2015-01-01T00:00:00"
 xmp:CreateDate="2014-04-27T12:42:47" tiff:Make="Medion AG" tiff:Model='MD86063'
 exif:GPSLatitude="53,7.9535400N" exif:GPSLongitude="8,43.1517600E"/></rdf:RDF></x:xmpmeta>"""


def test_when_where_and_with_what_are_read() -> None:
    found = read_xmp(PACKET)
    assert (found.date, found.make, found.model) == ("2014-04-27T12:42:47", "Medion AG", "MD86063")
    assert found.point is not None
    assert (round(found.point.lat, 6), round(found.point.lon, 6)) == (53.132559, 8.719196)


def test_when_it_was_shot_comes_before_when_a_file_was_made_and_edits_do_not_count() -> None:
    shot = PACKET + "<exif:DateTimeOriginal>2014-04-26T10:00:00+02:00</exif:DateTimeOriginal>"
    assert read_xmp(shot).date == "2014-04-26T10:00:00+02:00"
    assert read_xmp('<a xmp:MetadataDate="2020-01-05T13:20:49+02:00" xmp:ModifyDate="2020-01-05T11:19:47Z"/>') == Xmp()


@pytest.mark.parametrize(
    ("lat", "lon", "at"),
    [
        ("34,4,31.4S", "118,15,15W", LatLon(lat=-(34 + 4 / 60 + 31.4 / 3600), lon=-(118 + 15 / 60 + 15 / 3600))),
        ("0,0.0N", "0,0.0E", None),
        ("53,60.0N", "8,43.1E", None),
        ("91,0.0N", "8,43.1E", None),
        ("8,43.1E", "53,7.9N", None),
        ("53.13", "8.71", None),
    ],
)
def test_a_place_is_degrees_and_minutes_or_none(lat: str, lon: str, at: LatLon | None) -> None:
    found = read_xmp(f'<a exif:GPSLatitude="{lat}" exif:GPSLongitude="{lon}"/>').point
    assert (found is None) == (at is None)
    if found and at:
        assert (found.lat, found.lon) == pytest.approx((at.lat, at.lon))


NAMES = st.sampled_from(["xmp:CreateDate", "exif:GPSLatitude", "exif:GPSLongitude", "tiff:Make"])


@given(st.lists(st.tuples(NAMES, st.text(max_size=30), st.sampled_from(['{}="{}"', "<{0}>{1}</{0}>", "{} = '{}'"]))))
def test_any_text_is_read_without_harm(parts: list[tuple[str, str, str]]) -> None:
    assert isinstance(read_xmp(" ".join(form.format(name, value) for name, value, form in parts)), Xmp)


@pytest.mark.parametrize("piece", ["<xmp:CreateDate>", "xmp:CreateDate ", 'tiff:Make="', " "])
def test_a_long_text_takes_no_longer_than_it_is_long(piece: str) -> None:
    started = time.process_time()
    read_xmp(piece * (200_000 // len(piece)))
    assert time.process_time() - started < 2
