"""`mediadesk pack`: from the question what would go to a pack that its editor opens, and what it never tells."""

import base64
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pyrage
import pytest

from mediadesk.cli import passphrase
from mediadesk.cli.app import run
from mediadesk.custody.sealed import require_lockable
from mediadesk.errors import Misasked, Refused
from mediadesk.handover import picking
from mediadesk.model.offered_page import offered_oddities, pictures_of
from tests.cli.test_travel import NAMES
from tests.cli.world import SLUG, pictured
from tests.terminal import typed

pytestmark = pytest.mark.needs("ffmpeg")

PASSPHRASE = "five words nobody wrote so"


def inside(folder: Path) -> set[str]:
    return {str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()}


def test_a_plain_pack_of_a_trip_is_whole_and_tells_no_name_place_or_device(live, ask, tmp_path):
    clip, *_ = pictured(live)
    assert ask("log", clip, "--title", "The tram depot", "--note", "IMG_0042 is the best", "--note", "steady").code == 0
    said = ask("pack", "--trip", "Kharkiv May 2022", "--for", "kestrel", "--plain", "--path", tmp_path, "--json")

    (plan,), (done,) = said.of("pack-plan"), said.of("pack")
    folder = Path(done["path"])
    assert folder == tmp_path / f"pack-{done['mark']}"
    assert set(plan["clips"]) == set(done["clips"]) >= set(pictured(live))
    films = {f"clips/{each}.mp4" for each in done["clips"]}
    assert inside(folder) >= films | {"index.html"}
    assert plan["to_make"] == 0
    assert done["bytes"] == sum((folder / each).stat().st_size for each in inside(folder)) <= plan["most_bytes"]
    page = (folder / "index.html").read_text()
    assert list(offered_oddities(page, picking.hashes())) == []
    assert "The tram depot" in page
    assert "steady" in page
    assert "Kharkiv, Ukraine" in page
    for each in inside(folder):
        data = (folder / each).read_bytes()
        assert [name for name in (*NAMES, b"kestrel", SLUG.encode()) if name in data] == [], each
    assert ask("leakscan", folder).code == 0
    assert [each for each in (folder, *folder.rglob("*")) if each.stat().st_mode & 0o077] == []


def test_what_is_kept_back_stays_at_home_unless_it_is_named(live, ask, tmp_path):
    clip, other, *_ = pictured(live)
    assert ask("log", clip, "--label", "do-not-publish").code == 0
    words = ("pack", "--for", "kestrel", "--stills", "--plain", "--path", tmp_path, "--json")

    said = ask(*words, "--dry-run").of("pack-plan")[0]
    assert (said["kept_home"], clip in said["clips"], said["dry_run"]) == ({clip: "labels"}, False, True)
    assert list(tmp_path.glob("pack-*")) == []
    assert "stay at home, with a label that asks for care" in ask(*words[:-1], "--dry-run").out
    done = ask(*words).of("pack")[0]
    assert clip not in done["clips"]
    assert not any(clip in each for each in inside(Path(done["path"])))
    assert clip in ask(*words, "--with", clip[:6]).of("pack")[0]["clips"]
    one = ask(*words, "--dispatch", SLUG, "--dry-run").of("pack-plan")[0]
    assert one["clips"] == [other]


def test_sealed_for_a_key_only_its_holder_reads_it(live, ask, tmp_path):
    key = pyrage.x25519.Identity.generate()
    target = tmp_path / "tonight.age"
    words = ("pack", "--for", "kestrel", "--stills", "--recipient", str(key.to_public()), "--path", target)
    done = ask(*words, "--json").of("pack")[0]

    (tmp_path / "opened.zip").write_bytes(pyrage.decrypt(target.read_bytes(), [key]))
    with zipfile.ZipFile(tmp_path / "opened.zip") as opened:
        assert "index.html" in opened.namelist()
        assert done["mark"] in opened.read("index.html").decode()
    assert (done["encrypted"], done["bytes"], done["stills"]) == (True, target.stat().st_size, True)
    assert target.stat().st_mode & 0o777 == 0o600
    assert "IMG" not in str(target.read_bytes())
    again = ask(*words, "--json")
    assert again.code == 5
    assert "there already" in again.trouble["what"]
    (listed,) = ask("pack", "--list", "--json").of("pack")
    assert (listed["mark"], listed["for"], listed["sha256"]) == (done["mark"], "kestrel", done["sha256"])
    assert "kestrel: 3 clips, stills" in ask("pack", "--list").out
    assert not list((live / "assets").rglob(".part-*"))


def test_stills_of_a_trip_go_into_one_page_that_needs_no_other_file(live, ask, tmp_path):
    page, sealed = tmp_path / "out/pack.html", tmp_path / "out/pack.html.age"
    page.parent.mkdir()
    done = ask("pack", "--for", "kestrel", "--stills", "--plain", "--path", page, "--json").of("pack")[0]
    assert [each.name for each in page.parent.iterdir()] == ["pack.html"]
    assert (done["bytes"], page.stat().st_mode & 0o077) == (page.stat().st_size, 0)
    held = pictures_of(page.read_text())
    assert {f"clips/{each}.jpg" for each in done["clips"]} <= held.keys()
    assert ask("leakscan", page.parent).code == 0
    page.write_text(page.read_text().replace(base64.b64encode(b"\xff\xd8\xff").decode(), "/9j/AAAA", 1))
    assert ask("leakscan", page.parent).code != 0  # sabotage: a changed picture is looked at as a file would be

    key = pyrage.x25519.Identity.generate()
    words = ("pack", "--for", "kestrel", "--stills", "--recipient", str(key.to_public()), "--path", sealed)
    assert ask(*words).code == 0
    assert pictures_of(pyrage.decrypt(sealed.read_bytes(), [key]).decode()).keys() == held.keys()

    said = ask("pack", "--for", "kestrel", "--plain", "--path", tmp_path / "moving.html", "--json")
    assert (said.code, "--stills" in said.err) == (2, True)
    assert not (tmp_path / "moving.html").exists()


def test_what_is_too_large_for_a_passphrase_is_refused_before_the_work(monkeypatch):
    monkeypatch.setattr("mediadesk.custody.sealed.MOST_LOCKED", 1000)
    require_lockable(1000)
    with pytest.raises(Refused, match="with a passphrase at most"):
        require_lockable(1001)


def test_a_passphrase_is_asked_for_twice_and_never_shown(live, tmp_path):
    target = tmp_path / "pack.zip.age"
    words = ("pack", "--for", "kestrel", "--stills", "--path", target, "--desk", live)
    code, shown = typed([PASSPHRASE, PASSPHRASE], *words)

    assert code == 0, shown
    assert "words nobody wrote" not in shown
    data = pyrage.passphrase.decrypt(target.read_bytes(), PASSPHRASE)
    assert data.startswith(b"PK")


@pytest.mark.parametrize(
    ("answers", "why"), [(["short"], "soon guessed"), ([PASSPHRASE, f"{PASSPHRASE}?"], "two pass")]
)
def test_a_short_passphrase_or_two_are_not_taken(monkeypatch, answers, why):
    monkeypatch.setattr(passphrase, "_typed", lambda _: answers.pop(0))
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    with pytest.raises(Misasked, match=why):
        passphrase.for_others("the pack", otherwise="--plain")


@pytest.mark.parametrize(
    ("words", "code", "what"),
    [
        ((), 2, "nobody is named"),
        (("--for", "kestrel"), 2, "nobody to ask for a passphrase"),
        (("--for", "kestrel", "--plain", "--recipient", "age1x"), 2, "sealed for nobody"),
        (("--for", "kestrel", "--plain", "--language", "xx"), 2, "no words in xx"),
        (("--for", "kestrel", "--plain", "--max", "heavy"), 2, "no size"),
        (("--for", "kestrel", "--plain", "--max", "100kB"), 5, "clips may weigh"),
        (("--for", "kestrel", "--plain", "nothing-has-this"), 5, "no clip would go"),
        (("--for", "kestrel", "--plain", "--dispatch", "none"), 4, "none"),
    ],
)
def test_what_makes_no_sense_says_what_to_do(desk, ask, tmp_path, words, code, what):
    said = ask("pack", *words, "--path", tmp_path, "--json")

    assert said.code == code
    assert what in said.trouble["what"]
    assert said.trouble["try"]


def test_what_is_not_made_yet_is_made_first(desk, tmp_path):
    assert run(["--desk", str(desk), "pack", "--for", "kestrel", "--stills", "--plain", "--path", str(tmp_path)]) == 0
    (folder,) = tmp_path.glob("pack-*")
    assert len([each for each in inside(folder) if each.endswith("-board.jpg")]) == len(pictured(desk))


def test_a_size_is_read_as_drives_are_sold():
    from mediadesk.cli.typed import size_bytes

    assert [size_bytes(each, "--max") for each in ("100MB", "1.5 GB", "800kB")] == [100_000_000, 1_500_000_000, 800_000]
