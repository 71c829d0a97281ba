"""Machines that come and go, as real processes, through TLS."""

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from functools import partial

import psutil
import pytest

from mediadesk.engine.cluster import engine, keys
from mediadesk.engine.cluster.node import unlike as differs
from mediadesk.errors import NotFound
from mediadesk.events import Moved, Said, ignore
from tests.engine.cluster import jobs
from tests.engine.cluster.machines import Machine, Machines, machines

pytestmark = [pytest.mark.needs("cluster", "ffmpeg")]


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """A scheduler and two workers that know each other by keys."""
    folder = tmp_path_factory.mktemp("keys")
    keys.make(folder)
    with machines(tmp_path_factory.mktemp("share"), (1, 1), keys=folder, address="tls://127.0.0.1:0") as started:
        yield started


def until(holds: Callable[[], object], seconds: float = 60) -> None:
    """Waits for it."""
    ends_at = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends_at
        time.sleep(0.05)


def test_nobody_opens_a_web_page(met):
    """`distributed` would serve one beside each, on every interface, without keys: here each listens at one port."""
    assert met.scheduler
    for each in (met.scheduler, *met.workers):
        assert len({port for _, port in each.listens()}) == 1
    assert met.scheduler.listens() == {("127.0.0.1", int(met.address.rpartition(":")[2]))}


def test_who_has_no_key_gets_no_word_in(met):
    """A certificate of the same authority is asked of both sides, with TLS 1.3."""
    host, port = met.address.removeprefix("tls://").split(":")
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection((host, int(port)), 20) as plain, trusting.wrap_socket(plain) as line:
        assert line.version() == "TLSv1.3"
        with pytest.raises(ssl.SSLError, match="certificate required"):
            assert not line.recv(1)
    trusting.load_cert_chain(met.keys / "worker.pem")
    with socket.create_connection((host, int(port)), 20) as plain, trusting.wrap_socket(plain) as line:
        assert line.recv(1)  # the sabotage of this test: with a key there is a word


def test_other_keys_are_told_from_nobody(met, tmp_path, monkeypatch):
    """A worker with keys of another desk ends with the reason, instead of waiting for ever; so does a desk."""
    monkeypatch.setattr(engine, "_ANSWER_SECONDS", 2)
    keys.make(tmp_path)
    stranger = Machine("worker", "--scheduler", met.address, "--share", str(tmp_path), "--keys", str(tmp_path))
    try:
        assert stranger.says("has other keys")
    finally:
        stranger.close()
    desk = Machines(share=tmp_path, keys=tmp_path, address=met.address)
    with pytest.raises(NotFound, match="nobody answers"):
        list(desk.engine().run(jobs.encode_once_long, [1], ignore))


def test_who_is_not_like_the_others_is_told_so(met):
    with jobs.unlike(met.address, met.keys, honest=True) as stranger:
        assert stranger.wait(60) != 0
        assert "mediadesk 0.0.1 here and " in stranger.stderr.read()


def test_who_does_not_ask_is_turned_away_all_the_same(met):
    """The check of the worker is for its owner; the scheduler does not rely on it."""
    with jobs.unlike(met.address, met.keys, honest=False) as stranger:
        try:
            assert "mediadesk 0.0.1" in met.scheduler.says("turned away")
            assert [next(stranger.stdout), "could not join" in next(stranger.stdout)] == ["begun\n", True]
        finally:
            stranger.kill()


def test_what_differs_is_named():
    ours = {"mediadesk": "2", "ffmpeg": "complete"}
    assert differs(ours, dict(ours)) == ""
    assert differs(ours, {"mediadesk": "1", "ffmpeg": "complete"}) == "mediadesk 1 here and 2 there"
    assert "ffmpeg none here" in differs(ours, {"mediadesk": "2"})


def test_a_worker_tells_how_far_it_is_now_and_then_and_all_else_at_once(met):
    """A word for every megabyte of a film would keep the scheduler busy, and nobody reads so fast."""
    heard = []
    assert [each.job for each in met.engine().run(jobs.talk, [7], heard.append)] == [7]
    assert 1 <= sum(isinstance(event, Moved) for event in heard) < 100
    assert Said("done") in heard


def test_a_worker_that_is_killed_takes_its_program_along_and_its_job_is_done_elsewhere(met, tmp_path):
    """kill -9 in the middle of an encode. Each job has one outcome."""
    work = partial(jobs.encode_once_long, folder=tmp_path)
    outcomes = met.engine().run(work, [0, 1, 2], ignore)
    seen = [next(outcomes).job, next(outcomes).job]  # the other worker did them; one encodes for an hour
    until(lambda: any(each.programs() for each in met.workers))
    (busy,) = [each for each in met.workers if each.programs()]
    programs = busy.programs()

    busy.kill()

    until(lambda: not any(_runs(each) for each in programs))
    seen += [each.job for each in outcomes]
    assert (sorted(seen), len(list(tmp_path.glob("0-*")))) == ([0, 1, 2], 2)
    met.workers.remove(busy)
    busy.close()


def test_a_scheduler_that_is_killed_ends_the_run_and_workers_wait_for_the_next(met, tmp_path):
    """What was away is lost, and said; the worker stops its program, joins the next scheduler, and the same is done."""
    (worker,) = met.workers
    work = partial(jobs.encode_once_long, folder=tmp_path)
    outcomes = met.engine().run(work, [1, 0], ignore)
    assert next(outcomes).job == 1
    until(worker.programs)

    met.scheduler.kill()

    with pytest.raises(Exception, match="the scheduler is gone"):
        next(outcomes)
    met.scheduler.close()
    met.serve()
    worker.says("joined")
    until(lambda: not worker.programs())
    assert [each.job for each in met.engine().run(work, [0], ignore)] == [0]


def _runs(each: psutil.Process) -> bool:
    return each.is_running() and each.status() != psutil.STATUS_ZOMBIE
