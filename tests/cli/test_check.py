"""Is everything as it should be?"""

from tests.cli.world import SLUG, done, pictured


def bad(said):
    """What was found bad."""
    return [record["what"] for record in said.of("checked") if record["result"] == "bad"]


def test_a_good_desk_is_good(ask, live):
    """Programs, catalogue, disk, every byte, and what is online."""
    said = ask("check", "--deep", "--json")

    assert (said.code, bad(said)) == (0, [])
    told = " ".join(record["what"] for record in said.of("checked"))
    assert all(word in told for word in ("ffmpeg", "ffprobe", "catalogue", "originals", "renditions", SLUG))
    assert ask("check", "--quiet").out == ""


def test_a_flipped_bit_is_named(ask, live):
    """By size nothing is seen; --deep reads every byte. Exit 3, also heard when quiet."""
    (clip,) = ask("show", pictured(live)[0], "--json").of("clip")
    original = live / clip["path"]
    body = bytearray(original.read_bytes())
    body[len(body) // 2] ^= 1
    original.write_bytes(body)

    assert ask("check", "--json").code == 0
    said = ask("check", "--deep", "--json")
    assert said.code == 3
    assert any("IMG_0042.MOV" in what for what in bad(said))
    assert "IMG_0042.MOV" in ask("check", "--deep", "--quiet").out


def test_a_copy_from_before_the_catalogue_was_encrypted_is_named(ask, tmp_path):
    """It tells everything all the same."""
    done("init", tmp_path / "desk")
    here = ("--desk", tmp_path / "desk")
    assert ask(*here, "backup", tmp_path / "desk" / "yesterday.db").code == 0
    assert ask(*here, "encrypt", "--key-file", tmp_path / "key").code == 3  # it names that copy, too

    told = {record["what"]: record["result"] for record in ask(*here, "check", "--json").of("checked")}

    assert [(what, told[what]) for what in told if "yesterday.db" in what] == [
        (f"{tmp_path / 'desk' / 'yesterday.db'}: a copy of the catalogue from before it was encrypted", "unknown")
    ]


def test_what_is_missing_online_is_named(ask, live):
    """With the command that sends it again, which then does."""
    next((live / "assets/public/v").rglob("poster.jpg")).unlink()

    said = ask("check", "--json")

    assert said.code == 3
    assert any(SLUG in what for what in bad(said))
    assert ask("publish", SLUG, "--json").of("published")[0]["sent"] == 1
    assert ask("check").code == 0


def test_a_store_without_a_bucket_is_one_bad_thing_among_the_others(ask, live):
    """What is wrong in the settings of one store does not hide what was to be said of the rest."""
    with (live / "mediadesk.toml").open("a") as settings:
        settings.write('\n[store.web]\nkind = "s3"\n')

    said = ask("check", "--json")

    assert said.code == 3
    assert bad(said) == ["the store web"]
    assert any("originals" in each["what"] for each in said.of("checked"))
