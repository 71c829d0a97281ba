"""Real files of real devices, published: no reader finds a place, a serial, a name, or a field that is not ours."""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mediadesk.model.recipe import HOUSE
from tests.cli.world import Ask, asker, done
from tests.leaks.readers import strangers_in

pytestmark = pytest.mark.needs("ffmpeg", "exiftool", "engine", "footage")

SAMPLE = (
    "apple_iphone6_2019_h264_rot90_gps_tz+0300.mov",
    "gopro_hero5_trimmed_gpmf_gps.mp4",
    "phone_2018_3gp_h263_tz-0500.3gp",
    "colour_hdr10_mdcv-clli_rot90.mkv",
)
PICKS = 10  # a dispatch
# what exiftool reads in the originals and nobody else may learn
SECRET = re.compile(r"\w+:(\w*Serial\w*|\w*Model|Artist|AlbumArtist|Author|Creator|AttachedFileName)(-[\w-]+)?")
_SHORTEST = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """What went out of a desk, and what was known of the originals."""

    ask: Ask
    desk: Path
    slugs: list[str]
    derived: list[dict[str, Any]]
    secrets: dict[str, str]  # the word, and what it is


def secrets_of(card: Path, manifest: Path) -> dict[str, str]:
    """The names of the files, and all that exiftool and the manifest know of devices, people and places."""
    told = json.loads(subprocess.run(
        ["exiftool", "-j", "-G1", "-a", "-u", "-ee", "-r", "-ext", "*", str(card)], capture_output=True, check=False
    ).stdout)  # fmt: skip
    values = [(tag, str(value)) for each in told for tag, value in each.items() if SECRET.fullmatch(tag)]
    found = {value: tag for tag, value in values if len(value) >= _SHORTEST and value.strip("0")}
    for each in json.loads(manifest.read_text())["files"]:
        if (card / each["name"]).exists():
            place = each["ground_truth"].get("gps") or {}
            exact = [axis for axis in ("lat", "lon") if (place.get(axis) or 0) % 1]  # 50.0 is a frame rate, too
            found |= {f"{abs(place[axis]):.3f}": axis for axis in exact}
            found[Path(each["name"]).stem] = "name"
    return found


def gone(card: Path, manifest: Path, desk: Path) -> Gone:
    """All of a card taken in, derived and published, as many picks a dispatch as a film may have without a yawn."""
    ask = asker(desk)
    done("init", desk)
    assert ask("ingest", card, "--json").code == 0
    recipes = [word for name in HOUSE for word in ("--recipe", name)]
    derived = ask("derive", *recipes, "--json").of("rendition")
    whole = list(
        dict.fromkeys(each["clip"] for each in derived if (each["recipe"], each["result"]) == ("ladder", "made"))
    )
    slugs = [f"batch-{number}" for number in range(-(-len(whole) // PICKS))]
    for number, slug in enumerate(slugs):
        done("dispatch", "new", slug, "--title", f"Part {number + 1}", "--desk", desk)
        for clip in whole[number * PICKS : (number + 1) * PICKS]:
            done("dispatch", "pick", slug, clip, "--out", "0.5", "--desk", desk)
        published = ask("publish", slug, "--json")
        assert published.code == 0, published.out + published.err
    return Gone(ask=ask, desk=desk, slugs=slugs, derived=derived, secrets=secrets_of(card, manifest))


def words_in(folder: Path, secrets: dict[str, str]) -> set[tuple[str, str]]:
    """The files that hold one of the words, in UTF-8 or UTF-16, and what the word is. The player's engine has none."""
    forms = {form: what for word, what in secrets.items() for form in (word, word.lower()) if form}
    spelled = {word.encode(coding): what for word, what in forms.items() for coding in ("utf-8", "utf-16-le")}
    any_of = re.compile(b"|".join(map(re.escape, spelled)))
    files = [path for path in folder.rglob("*") if path.is_file() and path.parent.name != "a"]
    return {(path.name, spelled[match[0]]) for path in files for match in any_of.finditer(path.read_bytes())}


@pytest.fixture(scope="module")
def few(footage: Path, gazetteer: object, tmp_path_factory: pytest.TempPathFactory) -> Gone:
    """A telephone, an action camera, an old telephone and an HDR film."""
    folder = tmp_path_factory.mktemp("few")
    (folder / "card").mkdir()
    for name in SAMPLE:
        shutil.copy(footage / name, folder / "card")
    return gone(folder / "card", footage / "manifest.json", folder / "desk")


@pytest.fixture(scope="module")
def everything(footage: Path, gazetteer: object, tmp_path_factory: pytest.TempPathFactory) -> Gone:
    """All of the footage, from where it lies."""
    return gone(footage, footage / "manifest.json", tmp_path_factory.mktemp("everything") / "desk")


def test_a_sample_tells_nothing(few):
    """Four files, in seconds."""
    assert {each["result"] for each in few.derived} == {"made"}
    assert {each["recipe"] for each in few.derived} == {*HOUSE} - {"waveform"}  # of sound alone
    assert len(few.secrets) > len(SAMPLE)
    check(few)


def test_the_search_finds_what_is_there(few, tmp_path: Path):
    """Sabotage: each of the secrets is found where somebody wrote it, and an original by its fields."""
    for number, word in enumerate(few.secrets):
        (tmp_path / f"{number}.json").write_text(f'{{"by": "{word}"}}')
    original = next(few.desk.glob("assets/originals/*/*/apple*"))
    shutil.copy(original, tmp_path / "video.mp4")

    assert {what for _, what in words_in(tmp_path, few.secrets)} == {*few.secrets.values()}
    assert any(tag.startswith("Keys:") for tag in strangers_in(tmp_path))
    assert few.ask("leakscan", tmp_path).code == 5


@pytest.mark.prove
def test_no_file_of_any_device_tells_anything(everything):
    """Every file that has a picture is in a film that went out; what cannot be read to its end is not."""
    made = {each["clip"] for each in everything.derived if each["result"] == "made"}
    total = sum(path.stat().st_size for path in (everything.desk / "assets/public").rglob("*") if path.is_file())
    print(
        f"{len(made)} clips, {len(everything.slugs)} dispatches, {total >> 20} MiB, {len(everything.secrets)} secrets"
    )

    assert len(made) > 40
    check(everything)


def check(gone: Gone) -> None:
    """By our own scan, by exiftool, by a plain search: of all that went out, and of all that was made."""
    public = gone.desk / "assets/public"
    for folder in (public, gone.desk / "assets/renditions"):
        assert strangers_in(folder) == set()
        assert words_in(folder, gone.secrets) == set()
    scanned = gone.ask("leakscan", public)
    assert (scanned.code, scanned.out) == (0, "nothing found\n"), scanned.out + scanned.err
    for slug in gone.slugs:
        assert gone.ask("leakscan", slug).code == 0
