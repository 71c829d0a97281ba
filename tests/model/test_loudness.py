"""How loud a programme is, and should be."""

from mediadesk.model.loudness import MOST_PEAK_DBTP, NEAR_LU, TARGET_LUFS, Level


def test_the_aim_leaves_room_above_it():
    """What is as loud as it should be, and as near as we let it be, still lies below the peak that nothing may pass."""
    assert TARGET_LUFS + NEAR_LU < MOST_PEAK_DBTP


def test_silence_has_no_level():
    """No number stands for it that could be taken for one that was measured."""
    silence = Level(lufs=None, peak_dbtp=None)

    assert silence != Level(lufs=-70.0, peak_dbtp=-70.0)
