"""The whole examination: over a real server, noted in the catalogue, and without a trace, whatever happens."""

import secrets
from dataclasses import replace

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.desk.doctor import Line, examine
from mediadesk.errors import StoreRefused
from mediadesk.model.trial import Trial
from mediadesk.store.folder import Folder
from mediadesk.store.s3 import S3
from mediadesk.store.s3.experiments import S3Experiments
from scripts.seaweed import Seaweed, environment
from tests.desk.doctor.host import a_host
from tests.store.outgoing import Wrapped

REAL = pytest.mark.needs("seaweedfs")


@pytest.fixture
def catalogue(tmp_path) -> Catalogue:
    return Catalogue.create(tmp_path / "catalog.db")


@pytest.fixture
def bucket(s3_server: Seaweed, monkeypatch) -> S3:
    for name, value in environment(s3_server).items():
        monkeypatch.setenv(name, value)
    prefix = f"d/{secrets.token_hex(6)}"
    public_url = f"{s3_server.public_url}/{prefix}"
    return S3(name="web", bucket=s3_server.bucket, endpoint=s3_server.endpoint, prefix=prefix, public_url=public_url)


def known(catalogue: Catalogue, store: str) -> Trial | None:
    with catalogue.read() as shelves:
        return shelves.trials.of(store)


@REAL
def test_a_real_server_is_examined_and_what_is_proved_is_noted(bucket, catalogue):
    """The only fault of the test's server: its one key is the owner's, and may do everything."""
    verdict = examine(
        bucket,
        catalogue=catalogue,
        settings="abc",
        experiments=S3Experiments(store=bucket),
        origin="https://blog.example",
    )

    assert all(name.startswith("may-not-") for name in verdict.failed)
    assert len(verdict.failed) == 6
    results = {each.name: each.result for each in verdict.lines}
    assert (
        results["flipped"] == results["cors"] == results["ranges"] == results["listing"] == results["parts"] == "good"
    )
    trial = known(catalogue, "web")
    assert trial == verdict.trial
    assert trial
    assert (trial.settings, trial.refuses_flipped, trial.checked_by, trial.takes_trailers) == ("abc", True, "md5", True)
    assert trial.failed == verdict.failed
    assert list(bucket.keys()) == []
    assert all(each.fix for each in verdict.lines if each.result == "bad")


def test_rates_that_were_measured_stay(tmp_path, catalogue):
    store = Folder(name="public", root=tmp_path / "public")
    first = examine(store, catalogue=catalogue, settings="a").trial
    with catalogue.write() as shelves:
        shelves.trials.put(replace(first, up_bytes_a_second=7.0))

    assert examine(store, catalogue=catalogue, settings="b").trial.up_bytes_a_second == 7.0


def test_ctrl_c_leaves_nothing_behind(tmp_path, catalogue):
    """In the middle: everything is written, the examination has just begun."""
    store = Folder(name="public", root=tmp_path / "public")

    def stop(each: Line) -> None:
        assert list(store.keys())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        examine(store, catalogue=catalogue, settings="x", told=stop)
    assert list(store.keys()) == []
    assert known(catalogue, "public") is None


def test_what_cannot_be_taken_away_is_told(tmp_path, catalogue):
    class Keeping(Wrapped):
        def delete(self, key: str) -> None:
            """Says yes, does nothing."""

    verdict = examine(Keeping(store=Folder(name="public", root=tmp_path / "public")), catalogue=catalogue, settings="x")
    assert verdict.failed == ("delete",)


def test_a_store_that_takes_nothing_is_told_in_one_line(tmp_path, catalogue):
    class Full(Wrapped):
        def put(self, *_: object) -> None:
            raise StoreRefused("no room left", hint="make room")

    verdict = examine(Full(store=Folder(name="public", root=tmp_path / "public")), catalogue=catalogue, settings="x")
    assert [(each.name, each.result, each.fix) for each in verdict.lines if each.name != "delete"] == [
        ("write", "bad", "make room")
    ]
    assert not verdict.trial.refuses_flipped


def test_without_an_address_nobody_can_say_what_readers_get(tmp_path, catalogue):
    verdict = examine(Folder(name="public", root=tmp_path / "public"), catalogue=catalogue, settings="x")
    assert next(each for each in verdict.lines if each.name == "public").result == "unknown"


def test_nothing_but_the_trial_is_asked_of_the_host(tmp_path, catalogue):
    with a_host(tmp_path / "public") as host:
        store = Folder(name="public", root=tmp_path / "public", public_url=host.url)
        examine(store, catalogue=catalogue, settings="x")
        below = {path.split("/")[2] for _, path in host.asked if path.startswith("/v/")}
    assert len(below) == 1
