"""`mediadesk store doctor`: lines and records, exit 3, and an origin as browsers write it."""

import json

import pytest

from mediadesk.cli.app import run
from tests.desk.doctor.host import a_host


@pytest.fixture
def desk(tmp_path):
    assert run(["init", str(tmp_path / "desk"), "-q"]) == 0
    return tmp_path / "desk"


def doctor(desk, *words: str) -> int:
    return run(["--desk", str(desk), "store", "doctor", *words])


def test_a_good_store_ends_well(desk, monkeypatch, capsys):
    with a_host(desk / "assets/public") as host:
        monkeypatch.setenv("MEDIADESK_STORE_PUBLIC_PUBLIC_URL", host.url)
        assert doctor(desk, "--origin", "https://blog.example/") == 0

    told = capsys.readouterr().out
    assert "ok   https://blog.example may read" in told
    assert "0 bad" in told


def test_what_fails_is_told_with_what_helps_and_ends_with_3(desk, monkeypatch, capsys):
    with a_host(desk / "assets/public", cors=None) as host:
        monkeypatch.setenv("MEDIADESK_STORE_PUBLIC_PUBLIC_URL", host.url)
        assert doctor(desk, "--json") == 3

    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {each["kind"] for each in records} == {"checked"}
    (bad,) = [each for each in records if each["result"] == "bad"]
    assert bad["name"] == "cors"
    assert "*" in bad["try"]


@pytest.mark.parametrize("origin", ["blog.example", "https://blog.example/path", "ftp://blog.example"])
def test_what_is_no_origin_is_refused(desk, origin, capsys):
    assert doctor(desk, "--origin", origin) == 2
    assert "is no origin" in capsys.readouterr().err


def test_a_store_that_the_settings_do_not_know_is_told(desk, capsys):
    assert doctor(desk, "nowhere") == 4


def test_what_it_proved_is_known_the_next_time(desk, monkeypatch):
    from mediadesk import settings, wiring

    assert doctor(desk, "-q") == 0
    with wiring.catalogue(settings.load(desk)).read() as shelves:
        trial = shelves.trials.of("public")
    assert trial
    assert trial.settings == settings.digest(settings.load(desk).stores["public"])
