"""What is written to be looked at: of each kind one, below an address that nobody can guess, twice never the same."""

from mediadesk.desk.doctor.specimen import Specimen
from mediadesk.model.discovery import oembed_link, unfit
from mediadesk.model.publication import CacheClass, upload_waves

BASE = "https://media.example.org"


def test_every_kind_of_object_is_there():
    outgoing = Specimen(BASE).outgoing

    assert {each.object.cache for each in outgoing} >= {CacheClass.POINTER, CacheClass.STABLE, CacheClass.MEDIA}
    assert {each.object.content_type.split(";")[0] for each in outgoing} == {
        "text/html",
        "application/json",
        "video/mp4",
        "application/vnd.apple.mpegurl",
        "text/vtt",
        "text/javascript",
    }
    assert [each.object.encoding for each in outgoing].count("gzip") == 1
    assert len(upload_waves(outgoing)) > 1


def test_nobody_can_guess_where_it_is():
    one, two = Specimen(BASE), Specimen(BASE)

    assert one.prefix != two.prefix
    assert len(one.public_id) == 26
    assert all(each.object.key.startswith(f"{one.prefix}/") for each in one.outgoing)
    assert one.spare.startswith(f"{one.prefix}/")


def test_wordpress_would_take_its_page():
    specimen = Specimen(BASE)
    bodies = {each.object.key: each.body for each in specimen.outgoing}

    assert oembed_link(bodies[specimen.page]) == f"{BASE}/{specimen.oembed}"
    assert unfit(bodies[specimen.oembed]) is None
