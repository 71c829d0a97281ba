"""What a figure of time says when the machine was busy, and when it was not."""

import pytest

from tests.faults.pace import Pace, Took, between, half_and_most, noted, time_is_known, told


def took(seconds: float, requests: int = 100) -> Took:
    return Took(seconds=seconds, requests=requests)


def test_a_run_is_held_against_the_good_ones_beside_it():
    """A machine that is five times as slow for a while changes nothing."""
    quick = between(took(1.0), [took(3.0, 200)], took(1.2))
    slow = between(took(5.0), [took(15.0, 200)], took(6.0))
    assert quick[0].times == slow[0].times == pytest.approx(3 / 1.1)
    assert quick[0].requests == slow[0].requests == 2


def test_where_the_good_ones_differ_the_time_is_not_known_and_the_requests_are():
    """Whichever of them was slow: else a busy machine would make a bad run look good."""
    for before, after in ((1.0, 1.6), (1.6, 1.0)):
        (pace,) = between(took(before), [took(3.0, 200)], took(after))
        assert pace == Pace(good=1.3, times=None, requests=2)


def test_one_slow_run_in_thirty_is_nothing_and_three_are():
    """The figure turns red for what is really slower, and not for one."""
    usual = Pace(good=1.0, times=2.0, requests=2.0)
    late = Pace(good=1.0, times=9.0, requests=9.0)
    assert half_and_most([each.times for each in (*[usual] * 29, late)]) == (2.0, 2.0)
    assert half_and_most([each.times for each in (*[usual] * 27, *[late] * 3)]) == (2.0, 9.0)


def test_when_too_few_tell_the_time_it_is_said():
    known, unknown = Pace(good=1.0, times=2.0, requests=2.0), Pace(good=1.0, times=None, requests=2.0)
    assert time_is_known([known] * 10 + [unknown] * 10)
    assert not time_is_known([known] * 9 + [unknown] * 10)
    assert not time_is_known([unknown] * 5)
    assert "too busy" in told([unknown] * 5)
    assert "19 of 20 2.0" in told([known] * 5)


def test_what_every_worker_measured_is_found_by_the_last(tmp_path):
    first, second = [Pace(good=1.0, times=2.0, requests=2.5)], [Pace(good=1.0, times=None, requests=3.0)] * 2
    assert noted(tmp_path, "0", first) == [first]
    assert noted(tmp_path, "1", second) == [first, second]
