"""What files would tell, by the command line."""

from tests.cli.world import SLUG


def test_what_is_online_tells_nothing(ask, live):
    """The dispatch as it stands, and the folder as it lies there."""
    for what in (SLUG, live / "assets/public"):
        said = ask("leakscan", what, "--json")
        assert (said.code, said.records) == (0, [])
    assert "nothing found" in ask("leakscan", SLUG).out


def test_a_text_that_tells_is_refused(ask, live):
    """Exit 5: whatever was found must not go out. Nothing is sent, and the finding does not repeat it."""
    before = {path: path.read_bytes() for path in (live / "assets/public").rglob("*") if path.is_file()}
    ask("dispatch", "set", SLUG, "--lead", "We stood at 49.9935, 36.2304.")

    said = ask("leakscan", SLUG, "--json")

    assert said.trouble["code"] == 5
    assert {each["where"].rpartition("/")[2] for each in said.of("finding")} == {"index.html"}
    assert "49.99" not in said.out + said.err
    assert {path: path.read_bytes() for path in (live / "assets/public").rglob("*") if path.is_file()} == before


def test_an_original_in_a_folder_is_found(ask, live, tmp_path):
    """A pack that somebody put together by hand."""
    folder = tmp_path / "pack"
    folder.mkdir()
    original = next((live / "assets/originals").rglob("*.MOV"))
    (folder / "film.mp4").write_bytes(original.read_bytes())

    said = ask("leakscan", folder, "--json")

    assert said.code == 5
    told = " ".join(each["what"] for each in said.of("finding"))
    assert "location" in told
    assert "the coordinates of a clip" in told


def test_what_is_neither_is_said(ask, live):
    """Neither a dispatch nor a folder."""
    assert ask("leakscan", "nowhere", "--json").trouble["code"] == 4
    assert ask("leakscan", "./nowhere", "--json").trouble["code"] == 4
