"""Of jobs that turn out to be the same, the first goes first; others do not wait for each other."""

import threading
import time
from threading import Semaphore

from mediadesk.engine.turns import Turns


def settled(things: list[tuple[str, int]], become: dict[str, str], late: str, *, may_wait: bool = True) -> list[str]:
    """The order in which things settle when each has a thread, and one begins when the others are done or wait."""
    turns, order, others = Turns(things), [], Semaphore(0)

    def work(thing: str) -> None:
        for _ in range(len(things) - 1 if thing == late else 0):
            others.acquire(timeout=60)
        if become[thing] != "fails":
            if may_wait:
                others.release()
            turns.wait(thing, become[thing])
            order.append(thing)
        turns.done(thing)
        others.release()

    threads = [threading.Thread(target=work, args=(thing,)) for thing, _ in things]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    return order


def test_the_first_of_the_same_goes_first_even_if_it_is_late():
    assert settled([("a", 1), ("b", 1), ("c", 1)], dict.fromkeys("abc", "x"), late="a") == ["a", "b", "c"]


def test_what_cannot_be_the_same_does_not_wait():
    assert settled([("a", 1), ("b", 2)], dict.fromkeys("ab", "x"), late="a", may_wait=False) == ["b", "a"]


def test_what_turned_out_to_be_another_does_not_hold_up():
    """`b` knows that `a` is not the same as soon as `a` does."""
    turns = Turns([("a", 1), ("b", 1)])
    turns.wait("a", "x")
    turns.wait("b", "y")


def test_a_job_that_fails_lets_the_next_one_go():
    assert settled([("a", 1), ("b", 1)], {"a": "fails", "b": "x"}, late="a") == ["b"]


def test_many_of_one_size_take_no_time():
    turns = Turns([(each, 1) for each in range(10_000)])
    begun = time.process_time()
    for each in range(10_000):
        turns.wait(each, str(each))
        turns.done(each)
    assert time.process_time() - begun < 10
