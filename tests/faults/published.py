"""A dispatch on its way out over a bad line, and what must be true of the bucket whatever happened."""

import hashlib
import json
import os
import secrets
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from mediadesk.catalogue import Catalogue
from mediadesk.custody.desk import Assets
from mediadesk.desk import dispatch as editing
from mediadesk.desk import publish as station
from mediadesk.desk.publish.edition import edition
from mediadesk.desk.publish.leaves import text_object
from mediadesk.embed.engine import engine
from mediadesk.embed.page import tombstone, tombstone_oembed
from mediadesk.gazetteer import Gazetteer
from mediadesk.media.binaries import Programs
from mediadesk.model import layout
from mediadesk.model.caption import Caption, Cue
from mediadesk.model.dispatch import Dispatch, picked_clips
from mediadesk.model.layout import CATALOGUE
from mediadesk.model.publication import CacheClass, Outgoing
from mediadesk.store.s3 import S3
from scripts.seaweed import Seaweed, client
from tests.desk.publish.world import SLUG, make
from tests.desk.world import Desk
from tests.faults.broken_line import BrokenLine, Request
from tests.faults.reader import Edition, Reader
from tests.parts import ROOT

PATIENCE_SECONDS = 120.0
PREFIX = "news"
_LEAVES = (CacheClass.MEDIA, CacheClass.ENGINE)
TITLES = ("One", "Two", "Three")  # of the editions
FILM_SECONDS = 40  # ten pieces of each rung


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A publish or a withdrawal under way."""

    handle: int  # a descriptor that names the process also when its number was given to another
    told: Path

    def kill(self) -> None:
        """kill -9."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        self.wait()

    def is_over(self, seconds: float = 0.0) -> bool:
        """Whether it has ended, waiting so long for it."""
        return bool(select.select([self.handle], [], [], seconds)[0])

    def wait(self) -> None:
        """Until it ends."""
        assert self.is_over(PATIENCE_SECONDS), f"it hangs: {self.told.read_text()[-2000:]}"

    def said(self) -> str:
        """How it ended: `end`, `trouble …`, or empty for one that was killed. Fails for what no user may see."""
        crash = Path(f"{self.told}.err").read_text()
        assert not crash, crash
        return self.told.read_text().strip()


class Publishers:
    """The process that starts them."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._count = folder, 0
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.publishers"],
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._answer() == "ready"

    def close(self) -> None:
        """Ends it."""
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.close()
        self._server.wait(10)
        self._server.stdout.close()

    @contextmanager
    def child(self, **asked: Any) -> Iterator[Child]:
        """One of them; at the end of the block it is dead. For `asked` see tests.faults.publishers.Asked."""
        self._count += 1
        told = self._folder / f"told{self._count}"
        for each in (told, Path(f"{told}.err")):
            each.touch()
        handle = os.pidfd_open(int(self.ask(told=str(told), **asked)))
        child = Child(handle=handle, told=told)
        try:
            yield child
        finally:
            child.kill()
            os.close(handle)

    def ask(self, **asked: Any) -> str:
        """One line, and the answer."""
        assert self._server.stdin
        self._server.stdin.write(json.dumps(asked) + "\n")
        self._server.stdin.flush()
        return self._answer()

    def _answer(self) -> str:
        assert self._server.stdout
        return self._server.stdout.readline().strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What all runs share: a server, a desk with a film of which every other one is a copy, who publishes."""

    server: Seaweed
    owner: Any  # boto3's client with the key that may do everything
    template: Path
    folder: Path
    programs: Programs
    publishers: Publishers

    @contextmanager
    def dispatch(self) -> "Iterator[OnTheWay]":
        """A desk of its own, and the same place in the bucket as all before it, which is empty again."""
        desk = Path(shutil.copytree(self.template, self.folder / f"desk{secrets.token_hex(6)}"))
        way = OnTheWay(ground=self, desk=desk)
        try:
            yield way
        finally:
            shutil.rmtree(desk)
            for key in way.listed():
                self.owner.delete_object(Bucket=self.server.bucket, Key=f"{PREFIX}/{key}")


@dataclass(kw_only=True)
class OnTheWay:
    """One dispatch, its desk, and all editions of it that were ever said."""

    ground: Ground
    desk: Path
    editions: tuple[tuple[Edition, list[Outgoing]], ...] = ()
    _known: dict[str, Edition] = field(default_factory=dict)  # by the SHA-256 of their pages
    early: tuple[str, ...] = ()  # pages that came before what they name
    online: Edition | None = None  # whose page was the last to reach the server
    most_runs: int = 60  # of one publish, until it says done
    runs: int = 0
    kills: int = 0

    @property
    def address(self) -> str:
        """What readers use."""
        return f"{self.ground.server.public_url}/{PREFIX}"

    def say(self, title: str) -> Edition:
        """Gives the dispatch another title and another caption, and works out what must be online then."""
        said = Caption(language="uk", state="approved", cues=(Cue(start_ms=0, end_ms=2000, text=f"«{title}»"),))

        def other(dispatch: Dispatch) -> Dispatch:
            return replace(dispatch, title=title, captions=(said,))

        store = S3(name="web", bucket="none", endpoint="http://127.0.0.1:9", public_url=self.address)
        with closing(Catalogue(self.desk / CATALOGUE)) as catalogue:
            dispatch = editing.edit(SLUG, other, catalogue=catalogue)
            with catalogue.read() as shelves:
                clips = [shelves.clips.get(each) for each in picked_clips(dispatch)]
            programs, assets = self.ground.programs, Assets(self.desk)
            tools = station.Tools(catalogue=catalogue, assets=assets, programs=programs, player=engine())
            _, outgoing = edition(dispatch, clips, store, tools)
        made = Edition(
            number=len(self.editions) + 1,
            sha256={each.object.key: each.object.sha256 for each in outgoing},
            page=layout.page_key(dispatch.public_id),
            oembed=layout.oembed_key(dispatch.public_id),
        )
        self.editions += ((made, outgoing),)
        self._known[made.sha256[made.page]] = made
        return made

    def reader(self) -> Reader:
        """Somebody who opens the page again and again. Editions that are said later are known, too."""
        first, _ = self.editions[0]
        gone = hashlib.sha256(tombstone(None)).hexdigest()
        return Reader(address=self.address, page=first.page, editions=self._known, gone=frozenset({gone}))

    def until_done(self, do: str, line: BrokenLine | None = None, kill_at: Sequence[int] = (), **more: Any) -> float:
        """Runs it again and again, killing it when so many further requests have come, until it says done."""
        began, kills = time.monotonic(), list(kill_at)
        for _ in range(self.most_runs):
            self.runs += 1
            with self._child(do, line, **more) as child:
                if kills and line:
                    moment = line.requests + kills.pop(0)
                    if line.wait_for(moment, PATIENCE_SECONDS, child.is_over):
                        child.kill()
                        self.kills += 1
                child.wait()
                said = child.said()
                if said == "end":
                    return time.monotonic() - began
        raise NeverDone(f"{do} was run {self.most_runs} times, and never said done: {said}")

    def _child(self, do: str, line: BrokenLine | None, **more: Any) -> Any:
        return self.ground.publishers.child(**self.asked(do, line, **more))

    def asked(self, do: str, line: BrokenLine | None = None, **more: Any) -> dict[str, Any]:
        """What to ask of the publishers."""
        server = self.ground.server
        return {
            "do": do,
            "desk": str(self.desk),
            "bucket": server.bucket,
            "key": server.key,
            "secret": server.secret,
            "endpoint": line.endpoint if line else server.endpoint,
            "public_url": self.address,
            "prefix": PREFIX,
            **more,
        }

    def mind_pointers(self, request: Request) -> None:
        """Before a page goes on to the server: is all there that it names, and all that the page before it names?"""
        if not request.is_put_of("/index.html"):
            return
        sha256, there = hashlib.sha256(request.body).hexdigest(), self.listed()
        coming = next((each for each in self.editions if each[0].sha256[each[0].page] == sha256), None)
        for made, outgoing in self.editions:
            if made in (self.online, coming and coming[0]):
                which = "the old" if made is self.online else "the new"
                for each in outgoing:
                    key = each.object.key
                    if each.object.cache in _LEAVES and there.get(key) != _etag(each):
                        self.early += (f"when another page came, {key} of {which} edition was not there",)
        self.online = coming[0] if coming else None  # None: a tombstone

    def spoil(self, request: Request, body: bytes) -> None:
        """Stores other bytes than were sent, under the same headers, as a bad gateway does."""
        told = {name.lower(): value for name, value in request.headers}
        more = {"ContentEncoding": told["content-encoding"]} if "content-encoding" in told else {}
        self.ground.owner.put_object(
            Bucket=self.ground.server.bucket,
            Key=request.key.removeprefix(f"{self.ground.server.bucket}/"),
            Body=body,
            ContentType=told.get("content-type", ""),
            CacheControl=told.get("cache-control", ""),
            Metadata={"sha256": told.get("x-amz-meta-sha256", "")},
            **more,
        )

    def listed(self) -> dict[str, str]:
        """Every key in the bucket that is of this run, and its ETag: the MD5 of what was put in one piece."""
        pages = self.ground.owner.get_paginator("list_objects_v2")
        below = f"{PREFIX}/"
        return {
            each["Key"].removeprefix(below): each["ETag"].strip('"')
            for page in pages.paginate(Bucket=self.ground.server.bucket, Prefix=below)
            for each in page.get("Contents", [])
        }

    def wrong_objects(self, expected: Sequence[Outgoing]) -> list[str]:
        """What is in the bucket and should not be, is not there, or has other bytes or headers than it should."""
        wanted = {each.object.key: each.object for each in expected}
        there = set(self.listed())
        wrong = [f"{key} is an orphan" for key in sorted(there - set(wanted))]
        wrong += [f"{key} is missing" for key in sorted(set(wanted) - there)]
        for key in sorted(there & set(wanted)):
            got = self.ground.owner.get_object(Bucket=self.ground.server.bucket, Key=f"{PREFIX}/{key}")
            want, body = wanted[key], got["Body"].read()
            if hashlib.sha256(body).hexdigest() != want.sha256:
                wrong.append(f"{key} has other bytes")
            told = (got["ContentType"], got.get("CacheControl", ""), got.get("ContentEncoding") or None)
            if told != (want.content_type, str(want.cache), want.encoding):
                wrong.append(f"{key} has other headers: {told}")
        begun = self.ground.owner.list_multipart_uploads(Bucket=self.ground.server.bucket, Prefix=f"{PREFIX}/")
        return wrong + [f"an upload of {each['Key']} was never ended" for each in begun.get("Uploads", [])]

    def stones(self) -> list[Outgoing]:
        """What stays of a dispatch that was withdrawn: its tombstones, and the engine, which is everybody's."""
        first, outgoing = self.editions[0]
        shared = [each for each in outgoing if each.object.key.startswith("a/")]
        bodies = {first.page: tombstone(None), first.oembed or "": tombstone_oembed()}
        return [*shared, *(text_object(key, body, CacheClass.POINTER) for key, body in bodies.items())]


class NeverDone(AssertionError):
    """It does not converge."""


def moments(chance: Random, count: int, requests: int) -> list[int]:
    """After how many requests each of so many runs is killed, all over what a run takes."""
    return [chance.randint(1, requests) for _ in range(count)]


def a_desk_with_a_film(folder: Path, programs: Programs, gazetteer: Gazetteer) -> Path:
    """A desk with one clip and a dispatch of it, and its film, made. Not to be changed."""
    card = folder / "card"
    card.mkdir(parents=True)
    made = ["-f", "lavfi", "-i", "testsrc2=s=64x48:r=5", "-f", "lavfi", "-i", "sine", "-t", str(FILM_SECONDS)]
    words = [programs.ffmpeg, "-v", "error", "-nostdin", *made, "-pix_fmt", "yuv420p", str(card / "A.MP4")]
    subprocess.run(words, check=True)
    catalogue = Catalogue.create(folder / CATALOGUE)
    desk = Desk(root=folder, catalogue=catalogue, assets=Assets(folder), programs=programs, gazetteer=gazetteer)
    desk.take_in(card, shooter="kestrel")
    editing.new(SLUG, "The recovery", {}, catalogue=catalogue)
    editing.pick(SLUG, desk.clips()[0].id, None, None, None, catalogue=catalogue)
    make(desk)
    catalogue.close()
    return folder


def ground_of(server: Seaweed, template: Path, folder: Path, programs: Programs) -> Iterator[Ground]:
    """The ground of all runs, until they are over."""
    publishers = Publishers(folder)
    ground = Ground(
        server=server,
        owner=client(server),
        template=template,
        folder=folder,
        programs=programs,
        publishers=publishers,
    )
    with ground.dispatch() as way:
        for title in TITLES:
            way.say(title)
            assert publishers.ask(told=os.devnull, **way.asked("scan")) == "scanned"
    yield ground
    publishers.close()


def _etag(out: Outgoing) -> str:
    body = out.body if isinstance(out.body, bytes) else out.body.read_bytes()
    return hashlib.md5(body).hexdigest()
