"""Every verified file is noted once, by its content."""

import pytest
from hypothesis import given

from mediadesk.errors import CatalogueTrouble
from tests.catalogue.values import SEVERAL, files
from tests.catalogue.world import a_file, forgotten, sha


def test_a_file_comes_back_as_it_was(catalogue):
    """Also one of five gigabytes whose name is no UTF-8."""
    file = a_file("still", "set-aside", name=b"\xff\xfe.JPG", size_bytes=5_000_000_000, why="cannot be read")
    with catalogue.write() as shelves:
        shelves.files.add(file)
    with catalogue.read() as shelves:
        assert shelves.files.all() == [file]


def test_known_content_is_known_and_the_rest_is_not(catalogue):
    with catalogue.write() as shelves:
        shelves.files.add(a_file("one"))
        shelves.files.add(a_file("two"))
    with catalogue.read() as shelves:
        assert shelves.files.known([sha("two"), sha("three")]) == {sha("two"): a_file("two")}
        assert shelves.files.known([]) == {}


def test_a_file_is_known_by_where_it_lies_on_the_desk(catalogue):
    with catalogue.write() as shelves:
        shelves.files.add(a_file("one"))
        shelves.files.add(a_file("away", path=None))
    with catalogue.read() as shelves:
        assert shelves.files.at("assets/originals/one.MOV") == a_file("one")
        assert shelves.files.at("assets/originals/other.MOV") is None


@pytest.mark.parametrize("again", [{}, {"path": "assets/originals/elsewhere.MOV"}, {"sha256": sha("other")}])
def test_neither_content_nor_path_is_noted_twice(catalogue, again):
    """The same content in two places would leave one that nobody checks; one path cannot have two contents."""
    with catalogue.write() as shelves:
        shelves.files.add(a_file("one"))
    with pytest.raises(CatalogueTrouble), catalogue.write() as shelves:
        shelves.files.add(a_file("one", **again))
    with catalogue.read() as shelves:
        assert shelves.files.all() == [a_file("one")]


def test_files_come_in_the_order_of_the_disk(catalogue):
    with catalogue.write() as shelves:
        for word in ("c", "a", "b"):
            shelves.files.add(a_file(word))
    with catalogue.read() as shelves:
        assert [file.path for file in shelves.files.all()] == sorted(a_file(word).path for word in "abc")


def test_a_name_and_a_size_tell_what_is_probably_known(catalogue):
    with catalogue.write() as shelves:
        shelves.files.add(a_file("one", name=b"\xff.MOV"))
    with catalogue.read() as shelves:
        assert shelves.files.names_and_sizes() == {(b"\xff.MOV", 1_000)}


@SEVERAL
@given(files)
def test_any_value_comes_back_as_it_was(catalogue, value):
    with forgotten(catalogue) as shelves:
        shelves.files.add(value)
        assert shelves.files.all() == [value]
