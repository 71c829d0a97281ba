"""What readers get: each fault of a host turns its own line red, and no other."""

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.desk.doctor import examine
from mediadesk.store.folder import Folder
from tests.desk.doctor.host import a_host


def results(tmp_path, *, origin: str = "", **faults) -> dict[str, str]:
    catalogue = Catalogue.create(tmp_path / "catalog.db")
    with a_host(tmp_path / "public", **faults) as host:
        store = Folder(name="public", root=tmp_path / "public", public_url=host.url)
        verdict = examine(store, catalogue=catalogue, settings="x", origin=origin)
    assert list(store.keys()) == []
    return {each.name: each.result for each in verdict.lines}


def test_a_good_host_is_good(tmp_path):
    found = results(tmp_path, origin="https://blog.example")

    assert {name for name, result in found.items() if result != "good"} == {"discovery"}
    assert found["discovery"] == "unknown"  # no blog can ask on loopback
    assert found["cors-origin"] == "good"


def test_a_host_that_packs_for_browsers_is_good(tmp_path):
    assert "bad" not in results(tmp_path, packs=True).values()


@pytest.mark.parametrize(
    ("faults", "bad"),
    [
        ({"public": False}, {"public", "cors", "discovery"}),
        ({"cors": None}, {"cors"}),
        ({"cors": "https://blog.example"}, {"cors"}),
        ({"ranges": False}, {"ranges"}),
        ({"lists": True}, {"listing", "missing"}),
        ({"takes": True}, {"stranger-writes"}),
        ({"a_page_of_its_own": True}, {"missing"}),
        ({"headers": {"Cache-Control": "no-store"}}, {"public-headers"}),
        ({"headers": {"Content-Type": "application/octet-stream"}}, {"public-headers"}),
        ({"headers": {"Content-Encoding": "aws-chunked"}}, {"public-headers"}),
        ({"headers": {"Content-Disposition": "attachment"}}, {"public-headers"}),
        ({"headers": {"X-Frame-Options": "DENY"}}, {"public-headers"}),
    ],
)
def test_each_fault_turns_its_line_red(tmp_path, faults, bad):
    """The sabotages: a line that stays green here has tried nothing."""
    found = results(tmp_path, **faults)

    assert {name for name, result in found.items() if result == "bad"} == bad


def test_an_origin_that_is_not_let_in_is_told(tmp_path):
    assert results(tmp_path, cors="null", origin="https://blog.example")["cors-origin"] == "bad"


def test_without_a_tag_it_is_told_that_pages_are_fetched_whole(tmp_path):
    assert results(tmp_path, etag=False)["unchanged"] == "unknown"


def test_a_host_that_is_not_there_is_told(tmp_path):
    store = Folder(name="public", root=tmp_path / "public", public_url="http://127.0.0.1:9")
    verdict = examine(store, catalogue=Catalogue.create(tmp_path / "catalog.db"), settings="x")

    assert {"public", "cors", "discovery"} <= set(verdict.failed)
    assert any(each.why == "127.0.0.1 does not answer" for each in verdict.lines)
    assert list(store.keys()) == []
