"""Where everything is."""

from mediadesk.cli import volumes


def test_a_desk_alone_is_one_volume_with_too_few_copies(ask, desk):
    """Every file is listed, for it has one copy only."""
    said = ask("volumes", "--json")

    assert said.code == 0
    (volume,) = said.of("volume")
    assert (volume["name"], volume["online"], volume["root"]) == ("desk", True, str(desk))
    assert (volume["files"], volume["lost"], volume["in_place"], volume["shares"]) == (5, 0, False, [])
    assert volume["bytes"] > 0
    assert volume["free_bytes"] > 0
    assert volume["verified_at"].endswith("Z")
    copies = said.of("copies")
    assert len(copies) == 5
    assert {each["devices"] for each in copies} == {1}
    assert [each["clip"] for each in copies if each["name"] == "IMG_0042.MOV"] != [None]
    assert {each["volume"] for one in copies for each in one["copies"]} == {"desk"}


def test_what_has_copies_enough_is_listed_when_it_is_asked_for(ask, desk, monkeypatch):
    """--clips lists all."""
    monkeypatch.setenv("MEDIADESK_COPIES", "1")

    assert ask("volumes", "--json").of("copies") == []
    assert len(ask("volumes", "--json", "--clips").of("copies")) == 5
    assert "each of 5 files has verified copies" in ask("volumes").out


def test_people_read_names_places_and_counts(ask, desk):
    """With what has too few copies below."""
    out = ask("volumes").out

    assert out.splitlines()[0].split() == ["desk", str(desk)]
    assert "5 files, " in out
    assert "5 of 5 files have verified copies on fewer than 2 devices:" in out
    assert "IMG_0042.MOV" in out


def test_of_many_files_people_see_the_first(ask, desk, monkeypatch):
    """Programs see all."""
    monkeypatch.setattr(volumes, "_LISTED", 2)
    out = ask("volumes").out.splitlines()

    assert out[-1] == "and 3 more; --clips lists all"
    assert len(out) == len(ask("volumes", "--clips").out.splitlines()) - 3 + 1
    assert len(ask("volumes", "--json").of("copies")) == 5


def test_an_empty_desk_has_nothing(ask, tmp_path):
    """And says so."""
    ask("init", tmp_path / "new")

    assert "nothing was ingested yet" in ask("--desk", tmp_path / "new", "volumes").out
