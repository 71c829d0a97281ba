"""A pack of clips of real cameras: light, soon made, and silent about every one of them."""

import resource
from pathlib import Path

import pytest

from tests.cli.world import asker, done

pytestmark = [pytest.mark.needs("ffmpeg", "footage"), pytest.mark.prove]

MOST_OF_ITS_PROXIES = 1.1  # the work of a pack, beside that of the proxies that it is made of
MOST_STILLS = 100_000  # bytes a clip


def worked() -> float:
    """Seconds of work, of this process and of the programs that it ran: whatever else the machine does meanwhile."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def test_a_pack_of_real_clips_takes_no_longer_than_its_proxies_and_tells_nothing(footage: Path, tmp_path: Path):
    desk, out = tmp_path / "desk", tmp_path / "out"
    ask = asker(desk)
    out.mkdir()
    done("init", desk)
    done("ingest", footage, "--desk", desk, "--trip", "Everywhere")
    for recipe in ("poster", "storyboard", "waveform"):
        ask("derive", "--recipe", recipe)
    began = worked()
    ask("derive", "--recipe", "proxy")
    proxies, began = worked() - began, worked()
    said = ask("pack", "--for", "kestrel", "--plain", "--path", out, "--json")
    packed = worked() - began

    assert said.code == 0, said.err
    (plan,), (whole,) = said.of("pack-plan"), said.of("pack")
    assert len(whole["clips"]) >= 48
    assert packed <= MOST_OF_ITS_PROXIES * proxies
    assert whole["bytes"] <= plan["most_bytes"]
    assert ask("leakscan", whole["path"]).code == 0
    assert ask("pack", "--for", "kestrel", "--stills", "--plain", "--path", out / "stills").code == 0
    for clip in whole["clips"]:
        assert sum(each.stat().st_size for each in (out / "stills/clips").glob(f"{clip}*")) <= MOST_STILLS
    assert sum(each.stat().st_size for each in (out / "stills").rglob("*") if each.is_file()) <= 10_000_000
