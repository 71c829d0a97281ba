"""How loud a programme is, should be, and what is done about it."""

import pytest

from mediadesk.model.loudness import (
    CEILING_DBTP,
    LEFT,
    MOST_PEAK_DBTP,
    NEAR_LU,
    TARGET_LUFS,
    Level,
    Levelling,
    Loudness,
    corrected,
    fault,
    levelling,
    lowered,
    told,
)

SILENCE = Level(lufs=None, peak_dbtp=None)


def level(lufs: float, peak: float) -> Level:
    return Level(lufs=lufs, peak_dbtp=peak)


def test_the_aim_leaves_room_above_it():
    """What is as loud as it should be, and as near as we let it be, still lies below the peak that nothing may pass."""
    assert TARGET_LUFS + NEAR_LU < CEILING_DBTP < MOST_PEAK_DBTP


def test_silence_has_no_level():
    """No number stands for it that could be taken for one that was measured."""
    assert Level(lufs=-70.0, peak_dbtp=-70.0) != SILENCE


@pytest.mark.parametrize(
    ("before", "done"),
    [
        (level(-23.0, -15.0), Levelling(gain_db=7.0)),
        (level(-10.0, -0.2), Levelling(gain_db=-6.0)),
        (level(-23.0, -3.0), Levelling(gain_db=7.0, ceiling_dbtp=CEILING_DBTP)),
        (level(-16.9, -1.0), LEFT),
        (level(-15.1, -4.0), LEFT),
        (level(-16.5, -0.3), Levelling(gain_db=0.0, ceiling_dbtp=CEILING_DBTP)),
        (SILENCE, LEFT),
        (level(-57.0, -40.0), LEFT),
        (level(-57.0, -0.1), Levelling(gain_db=0.0, ceiling_dbtp=CEILING_DBTP)),
    ],
    ids=["quiet", "loud", "peaky", "right", "nearly", "too-high", "silent", "hiss", "hiss-and-a-click"],
)
def test_one_gain_and_a_ceiling_where_it_is_needed(before, done):
    """Quiet is raised, loud is lowered, what is right or silent stays; a peak is held where it would be too high."""
    assert levelling(before) == done


def test_what_the_ceiling_took_is_given_back():
    """A little at a time, and not without end: what is nothing but peaks stays below the aim, and that is known."""
    planned = levelling(level(-30.0, -3.0))

    assert corrected(planned, level(-16.3, -2.0)) == planned
    assert corrected(planned, level(-16.8, -2.0)) == Levelling(gain_db=pytest.approx(14.8), ceiling_dbtp=CEILING_DBTP)
    held = corrected(planned, level(-27.0, -2.0))
    assert held == Levelling(gain_db=18.0, ceiling_dbtp=CEILING_DBTP, reach_lufs=-27.0)
    assert corrected(levelling(level(-57.0, 0.0)), level(-58.0, -2.0)).gain_db == 0.0  # hiss, and a click


def test_a_coder_that_made_higher_peaks_gets_a_lower_ceiling():
    """By what it added; nothing is done once more where nothing is too high."""
    assert lowered(LEFT, level(-16.0, -1.0)) is None
    assert lowered(LEFT, SILENCE) is None
    assert lowered(LEFT, level(-16.0, -0.5)).ceiling_dbtp == pytest.approx(-2.8)
    assert lowered(levelling(level(-30.0, -3.0)), level(-16.0, 0.0)).ceiling_dbtp == pytest.approx(-3.3)


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (level(-23.0, -15.0), level(-16.9, -1.0), None),
        (level(-23.0, -15.0), level(-17.1, -8.0), "-17.1 LUFS and not at -16"),
        (level(-23.0, -15.0), level(-14.9, -8.0), "-14.9 LUFS and not at -16"),
        (level(-23.0, -15.0), level(-16.0, -0.9), "true peak is -0.9 dBTP"),
        (level(-23.0, -15.0), SILENCE, "-50.0 LUFS and not at -16"),  # the sound was lost
        (level(-16.9, -5.0), level(-17.2, -5.0), None),  # left as it was, and a coder has changed it a little
        (level(-16.9, -5.0), level(-17.6, -5.0), "-17.6 LUFS and not at -16"),
        (SILENCE, SILENCE, None),
        (SILENCE, level(-30.0, -20.0), "was silent, and now is at -30.0 LUFS"),
        (level(-50.2, -40.0), level(-49.8, -40.0), None),
    ],
)
def test_a_result_out_of_bounds_is_told(before, after, why):
    """Too quiet, too loud, too high, or not there at all."""
    said = fault(Loudness(before=before, after=after), levelling(before))

    assert said is None if why is None else why in (said or "")


def test_peaks_win_over_loudness_and_it_is_said():
    """Clicks cannot be as loud as speech without being cut off; but they have to reach what a try showed."""
    before = level(-37.6, -0.9)
    done = corrected(levelling(before), level(-38.7, -2.0))
    reached, lost = (Loudness(before=before, after=level(lufs, -2.0)) for lufs in (-39.0, -46.0))

    assert fault(reached, done) is None
    assert told(reached, done).endswith("quieter than the aim: its peaks leave no more room")
    assert "-46.0 LUFS and not at -16" in (fault(lost, done) or "")


def test_a_proof_says_what_was_done():
    """In one line, for who looks at it later."""
    quiet, right = level(-23.4, -12.0), level(-16.2, -3.0)

    assert told(Loudness(before=quiet, after=right), levelling(quiet)) == "-23.4 → -16.2 LUFS, peak -3.0 dBTP"
    assert told(Loudness(before=right, after=right), LEFT) == "-16.2 LUFS, left, peak -3.0 dBTP"
    assert told(Loudness(before=SILENCE, after=SILENCE), LEFT) == "silent"
