"""Taking a card in by the command line."""

import hashlib
from pathlib import Path

from tests.cli.world import asker, done, make_clip


def test_every_file_of_a_card_has_its_record(ask, card, tmp_path):
    """What became of each file, then one tally; the clips' bytes lie on the desk."""
    desk = tmp_path / "desk"
    done("init", desk)

    said = ask("--desk", desk, "ingest", card, "--json")

    results = {record["name"]: record["result"] for record in said.of("ingested")}
    assert said.code == 0
    assert results == {
        "IMG_0042.MOV": "added",
        "DJI_0007.MP4": "added",
        "interview.wav": "added",
        "notes.txt": "kept",
        "IMG_0043.MOV": "set-aside",
    }
    tally = said.records[-1]
    assert {key: tally[key] for key in ("kind", "added", "known", "kept", "set_aside", "failed", "sidecars")} == {
        "kind": "ingest", "added": 3, "known": 0, "kept": 1, "set_aside": 1, "failed": 0, "sidecars": 0,
    }  # fmt: skip
    assert tally["safe_to_format"] is False  # one copy, on the desk
    for record in said.of("ingested"):
        (copy,) = record["copies"]
        source = next(card.rglob(record["name"]))
        assert copy["state"] == "verified"
        assert digest(desk / copy["path"]) == digest(source)


def test_the_same_card_again_is_known(ask, desk, card):
    """By its content: no byte is copied, no clip added."""
    said = ask("ingest", card, "--json")

    assert {record["result"] for record in said.of("ingested")} == {"known"}
    assert (said.records[-1]["added"], said.records[-1]["known"]) == (0, 5)


def test_the_first_clip_with_a_place_says_once_what_a_seized_laptop_would_tell(ask, card, tmp_path):
    """And what closes it; of an encrypted catalogue there is nothing to say."""
    plain, closed = tmp_path / "plain", tmp_path / "closed"
    done("init", plain)
    done("init", closed, "--key-file", tmp_path / "key")

    first, again = (ask("--desk", plain, "ingest", card) for _ in range(2))

    assert "mediadesk encrypt" in first.err
    assert "mediadesk encrypt" not in again.err
    assert "mediadesk encrypt" not in ask("--desk", closed, "ingest", card).err


def test_a_rehearsal_says_what_would_happen(ask, card, tmp_path):
    """With --dry-run the desk stays empty."""
    desk = tmp_path / "desk"
    done("init", desk)

    said = ask("--desk", desk, "ingest", card, "--dry-run", "--json")

    (plan,) = said.of("plan")
    assert (plan["clips"], plan["kept"], plan["probably_known"]) == (4, 1, 0)
    assert plan["new_bytes"] == plan["bytes"] == sum(path.stat().st_size for path in card.rglob("*") if path.is_file())
    assert "nothing was copied" in ask("--desk", desk, "ingest", card, "--dry-run").out
    assert list((desk / "assets/originals").iterdir()) == []


def test_what_the_reporter_says_fills_what_the_files_do_not(ask, card, tmp_path):
    """--place and --clock for clips that say neither; what a file says itself stays."""
    desk = tmp_path / "desk"
    done("init", desk)
    ask("--desk", desk, "ingest", card, "--place", "Чугуїв", "--shooter", "kestrel", "--trip", "May")

    clips = {record["name"]: record for record in ask("--desk", desk, "find", "--json").of("clip")}

    assert clips["IMG_0042.MOV"]["place"]["name"] == "Kharkiv"
    assert clips["DJI_0007.MP4"]["place"]["source"] == "typed"
    assert {clip["shooter"] for clip in clips.values()} == {"kestrel"}


def test_a_clock_is_said_of_the_cameras_on_a_card_for_its_days(tmp_path):
    """As `clock set` says it: facts stay as they are, undo takes it back, and the trip before keeps its time."""
    ask, canon = asker(tmp_path / "desk"), {"com_apple_quicktime_make": "Canon", "com_apple_quicktime_model": "R5"}
    done("init", tmp_path / "desk")
    make_clip(tmp_path / "trip/VID_20220401_120000.MOV", tone=False, seconds=2, **canon)
    make_clip(tmp_path / "card/VID_20220507_120000.MOV", tone=False, seconds=1, **canon)
    make_clip(tmp_path / "card/VID_20220508_120000.MP4", tone=False, seconds=1)
    ask("ingest", tmp_path / "trip")

    said = ask("ingest", tmp_path / "card", "--clock", "Europe/Kyiv")

    assert said.code == 0
    assert (
        "the clock of Canon R5 is set to Europe/Kyiv, from 2022-05-07, to 2022-05-07; clips that get another time: 1"
        in said.err
    )
    taken = {record["name"]: record["captured"]["at"] for record in ask("find", "--json").of("clip")}
    assert taken == {
        "VID_20220401_120000.MOV": None,
        "VID_20220507_120000.MOV": "2022-05-07T09:00:00Z",
        "VID_20220508_120000.MP4": "2022-05-08T09:00:00Z",
    }
    again = ask("ingest", tmp_path / "card", "--clock", "+0:00:41")
    assert again.code == 0
    assert ask("find", "--from", "2022-05-07T09:00:41Z", "--json").of("clip")[0]["name"] == "VID_20220507_120000.MOV"
    ask("undo")
    ask("undo")
    assert {record["captured"]["at"] for record in ask("find", "--json").of("clip")} == {None}
    assert ask("ingest", tmp_path / "card", "--clock", "Atlantis").code == 2


def test_the_track_of_a_walk_places_the_clips_that_do_not_say_where_they_were_shot(tmp_path):
    """By the instant, so that a clock without a zone stands in the way: the message names the mend."""
    ask, canon = asker(tmp_path / "desk"), {"com_apple_quicktime_make": "Canon", "com_apple_quicktime_model": "R5"}
    done("init", tmp_path / "desk")
    make_clip(tmp_path / "card/VID_20220507_120000.MOV", tone=False, seconds=1, **canon)
    walk = tmp_path / "walk.gpx"
    walk.write_text(
        '<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>'
        '<trkpt lat="49.99" lon="36.23"><time>2022-05-07T08:59:00Z</time></trkpt>'
        '<trkpt lat="50.01" lon="36.23"><time>2022-05-07T09:01:00Z</time></trkpt></trkseg></trk></gpx>'
    )

    naive = ask("ingest", tmp_path / "card", "--gpx", walk)

    assert naive.code == 0
    assert 'try: mediadesk clock set "Canon R5" --zone Europe/Kyiv, then mediadesk place gpx' in naive.err
    ask("ingest", tmp_path / "card", "--gpx", walk, "--clock", "Europe/Kyiv", "--place", "Чугуїв")
    (clip,) = ask("find", "--json").of("clip")
    assert (clip["place"]["lat"], clip["place"]["name"], clip["place"]["source"]) == (50.0, "Kharkiv", "gpx")
    assert ask("ingest", tmp_path / "card", "--gpx", tmp_path / "card/VID_20220507_120000.MOV").code == 2


def test_a_desk_in_a_git_work_tree_warns(ask, desk, card):
    """Footage could be pushed with it; the warning names the way out."""
    (desk / ".git").mkdir()

    assert "mediadesk init ~/desk" in ask("ingest", card).err


def test_a_stranger_source_is_named(ask, desk, tmp_path):
    """A card that is not there, and a desk that would swallow itself."""
    assert ask("ingest", tmp_path / "nothing").code == 4
    assert ask("ingest", desk).code == 5


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
