"""Making what is missing, by the command line."""

from pathlib import Path

import pytest

from tests.cli.world import asker, done, make_clip, pictured


def made(said):
    """Which recipes were made, by result."""
    return sorted((record["recipe"], record["result"]) for record in said.of("rendition"))


def test_what_is_missing_is_made_once(ask, desk):
    """Of each clip what it can have; a second run keeps everything and says so."""
    first = ask("derive", "--json")

    assert first.code == 0
    assert [recipe for recipe, _ in made(first)] == sorted(
        ["thumbnail", "poster", "storyboard", "proxy"] * 2 + ["proxy", "waveform"]
    )
    assert {result for _, result in made(first)} == {"made"}
    assert all((desk / record["path"]).exists() for record in first.of("rendition"))
    assert {result for _, result in made(ask("derive", "--json"))} == {"kept"}
    assert ask("derive").out == "10 kept\n"


def test_one_clip_and_one_recipe(ask, desk):
    """A beginning of its id, and what is asked for; other clips stay as they are."""
    clip = pictured(desk)[1]

    said = ask("derive", clip[:5], "--recipe", "ladder", "--recipe", "thumbnail", "--json")

    assert made(said) == [("ladder", "made"), ("thumbnail", "made")]
    assert {record["clip"] for record in said.of("rendition")} == {clip}
    (ladder,) = [record for record in said.of("rendition") if record["recipe"] == "ladder"]
    assert (ladder["width"], ladder["height"]) == (180, 320)
    assert (desk / ladder["path"] / "master.m3u8").is_file()


def test_explain_prints_and_does_nothing(ask, desk):
    """The command lines of stills and encodes, as a shell would take them."""
    said = ask("derive", "--explain", "--json")

    assert len(said.of("command")) == 6
    lines = [record["line"] for record in said.of("command")]
    assert ["-map_metadata -1" in line for line in lines] == [True, True, False, True, True, True]  # it only listens
    assert list((desk / "assets/renditions").iterdir()) == []


def test_a_dry_run_tells_what_it_would_cost_and_does_nothing(ask, desk):
    """Job by job and in all."""
    said = ask("derive", "--dry-run", "--json")

    (whole,) = said.of("estimate")
    assert [job["recipes"] for job in said.of("job")] == [
        *[["thumbnail", "poster", "storyboard"]] * 2, ["waveform"], *[["proxy"]] * 3,
    ]  # fmt: skip
    assert (whole["jobs"], whole["renditions"], whole["views"]) == (6, 10, None)
    assert whole["bytes"] == sum(job["bytes"] for job in said.of("job")) > 0
    assert list((desk / "assets/renditions").iterdir()) == []
    assert "10 to make in 6 jobs: about" in ask("derive", "--dry-run").out


def test_a_failed_job_is_reported_and_the_others_go_on(ask, desk):
    """Exit 3; the record says why and what to do."""
    clip = pictured(desk)[0]
    original = desk / ask("show", clip, "--json").of("clip")[0]["path"]
    original.unlink()

    said = ask("derive", "--json")

    failed = [record for record in said.of("rendition") if record["result"] == "failed"]
    assert said.code == 3
    assert {record["clip"] for record in failed} == {clip}
    assert {record["why"] for record in failed} == {
        "the original is missing; try: mediadesk check names every one that is"
    }
    assert len([record for record in said.of("rendition") if record["result"] == "made"]) == 6


def test_what_waits_for_a_drive_is_one_line_and_no_failure(tmp_path: Path):
    """Unless it was asked for by name; `find`, `show` and `log` need no drive at all."""
    desk, drive, card = (tmp_path / name for name in ("desk", "T7-A", "card"))
    drive.mkdir()
    make_clip(card / "A.MP4", seconds=1)
    done("init", desk)
    done("ingest", card, "--copy-to", drive, "--originals-on", drive, "--desk", desk)
    ask, name = asker(desk), drive.name
    drive.rename(tmp_path / "in a drawer")

    (clip,) = ask("find", "--json").of("clip")
    assert (clip["path"], clip["seconds"], [each["volume"] for each in clip["copies"]]) == (None, 1.0, [name])
    assert f"copy      {name}: {clip['copies'][0]['path']} (verified)" in ask("show", clip["id"]).out
    assert ask("log", clip["id"], "--rate", "4", "--json").of("clip")[0]["copies"] == clip["copies"]

    everything = ask("derive")
    assert (everything.code, everything.out) == (0, "nothing to make\n")
    assert everything.err == "1 clip waits for T7-A: plug in what is missing, and derive again\n"
    named = ask("derive", clip["id"], "--recipe", "proxy", "--json")
    assert named.code == 3
    why = "its original is on T7-A, which is not plugged in; try: plug T7-A in, and do this again"
    assert [record["why"] for record in named.of("rendition")] == [why]
    sheet = ask("find", "--sheet", tmp_path / "sheet.html")
    assert (sheet.code, "waits for T7-A" in sheet.err) == (0, True)

    (tmp_path / "in a drawer").rename(drive)
    assert {result for _, result in made(ask("derive", "--json"))} == {"made"}


@pytest.mark.parametrize(
    ("words", "code"),
    [(("--recipe", "cake"), 2), (("--workers", "-1"), 2), (("ZZZZ",), 4), (("--engine", "magic"), 2)],
)
def test_what_cannot_be_made_is_told(ask, desk, words, code):
    """Before anything is done."""
    said = ask("derive", *words)

    assert (said.code, len(said.err.splitlines())) == (code, 2)


def test_graphics_hardware_is_refused_when_somebody_says_so(ask, desk, monkeypatch):
    """Nothing is even tried; else what this machine has is looked for."""
    from mediadesk import wiring

    looked: list[str] = []
    monkeypatch.setattr(wiring, "on_hardware", lambda settings, programs: (looked.append("looked"), programs)[1])

    assert ask("derive", "--software", "--dry-run").code == 0
    assert looked == []
    assert ask("derive", "--dry-run").code == 0
    assert looked == ["looked"]
