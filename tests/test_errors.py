"""What went wrong, what to do next, and the exit code: one class carries all three."""

import pickle

import pytest

from mediadesk import errors

TABLE = {
    errors.DeskError: 1,
    errors.Misasked: 2,
    errors.NotFound: 4,
    errors.Refused: 5,
    errors.ToolFailed: 6,
    errors.StoreRefused: 7,
    errors.CatalogueTrouble: 8,
    errors.Stopped: 130,
}


def test_the_codes_are_the_promised_ones():
    """Scripts rely on these numbers; 3 is a result and belongs to no class."""
    assert {kind: kind.code for kind in TABLE} == TABLE
    assert set(errors.DeskError.__subclasses__()) | {errors.DeskError} >= set(TABLE)


@pytest.mark.parametrize("kind", TABLE)
def test_an_error_says_what_and_what_next(kind):
    """Both lines of the message travel with the error."""
    trouble = kind("the card is gone", hint="put it back")

    assert (trouble.what, trouble.hint, str(trouble)) == ("the card is gone", "put it back", "the card is gone")


@pytest.mark.parametrize("kind", TABLE)
def test_an_error_comes_home_from_a_worker(kind):
    """Pickled and back, an error still knows its class and its words."""
    home = pickle.loads(pickle.dumps(kind("the card is gone", hint="put it back")))

    assert type(home) is kind
    assert (home.what, home.hint) == ("the card is gone", "put it back")


def test_a_failed_program_brings_its_command_and_last_words():
    """Also after the way home from a worker."""
    trouble = errors.ToolFailed("ffmpeg failed", argv=["ffmpeg", "-i", "x"], tail="No such file")

    home = pickle.loads(pickle.dumps(trouble))

    assert (home.argv, home.tail) == (("ffmpeg", "-i", "x"), "No such file")
