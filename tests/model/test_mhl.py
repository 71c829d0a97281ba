"""Lists of a folder say one thing together: what was first on record counts."""

import pytest

from mediadesk.model.mhl import FORMATS, HashList, History, Recorded, is_below, together


def a_list(number: int, **hashes: str | None) -> HashList:
    """A list that gives the file `a` these hashes; None is one that failed."""
    kept = {kind: each for kind, each in hashes.items() if each}
    return HashList(
        name=f"{number:04}",
        number=number,
        files=(Recorded(path=b"a", hashes=kept, failed=None in hashes.values()),),
    )


def test_a_file_is_compared_by_the_hash_we_have_anyway():
    """Ours first; 32 bits only where there is nothing better."""
    everything = Recorded(path=b"a", hashes=dict.fromkeys(FORMATS, "0"))

    assert everything.check_by == "xxh128"
    assert Recorded(path=b"a", hashes={"xxh32": "0", "c4": "0"}).check_by == "c4"
    assert Recorded(path=b"a", hashes={}).check_by is None


def test_hashes_agree_where_they_can_be_compared():
    """Every kind that both have must be equal; with none in common nothing was compared."""
    recorded = Recorded(path=b"a", hashes={"md5": "1", "sha1": "2"})

    assert recorded.agrees({"md5": "1", "c4": "9"}) is True
    assert recorded.agrees({"md5": "1", "sha1": "9"}) is False
    assert recorded.agrees({"c4": "9"}) is None


def test_a_later_list_adds_a_hash_beside_one_that_agrees():
    """A new kind of hash is believed only where the old one was found again."""
    beside, _ = together([a_list(1, md5="1"), a_list(2, md5="1", xxh128="2")])
    alone, _ = together([a_list(1, md5="1"), a_list(2, xxh128="2")])

    assert beside[b"a"].hashes == {"md5": "1", "xxh128": "2"}
    assert alone[b"a"].hashes == {"md5": "1"}


def test_a_list_that_contradicts_an_older_one_is_told():
    """Whoever writes another hash later does not make it true."""
    files, trouble = together([a_list(1, md5="1"), a_list(2, md5="2", c4="3")])

    assert files[b"a"].hashes == {"md5": "1"}
    assert trouble == ["0002 gives 1 files another hash than an older list; the older one counts"]


def test_a_failure_lasts_until_the_file_is_good_again():
    """The newest list says how it stands; its hashes do not count."""
    failed, trouble = together([a_list(1, md5="1"), a_list(2, md5=None)])
    mended, _ = together([a_list(1, md5="1"), a_list(2, md5=None), a_list(3, md5="1")])
    first, _ = together([a_list(1, md5=None), a_list(2, md5="1")])

    assert (failed[b"a"].failed, failed[b"a"].hashes, trouble) == (True, {"md5": "1"}, [])
    assert mended[b"a"].failed is False
    assert first[b"a"].hashes == {"md5": "1"}


def test_a_history_knows_its_files():
    """And no others."""
    files, _ = together([a_list(1, md5="1")])
    history = History(files=files)

    assert history.known(b"a").hashes == {"md5": "1"}
    assert history.known(b"b") is None


@pytest.mark.parametrize("path", ["", "/a", "a//b", "../a", "a/..", "a/./b", "a\0b", "a/"])
def test_a_path_out_of_the_folder_is_none(path: str):
    """A list does not lead anywhere else."""
    assert not is_below(path)


def test_a_path_below_is_one():
    """Dots in a name are letters."""
    assert is_below("a/..b/c...")
