"""The report of an ingest: the verdict first, what needs somebody next, nothing that leads to a person or a place."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.handover import report as room
from mediadesk.handover.report import Held, Line, Report, report
from mediadesk.model.clip import Attached, Clip, Log
from mediadesk.model.ingested import Ingested, Present, Result
from mediadesk.model.moment import UNKNOWN
from mediadesk.model.place import Place
from mediadesk.model.verdict import Verdict
from mediadesk.model.volume import Device, Volume, VolumeId
from tests.handover.test_sheet import HOSTILE, JPEG, Parsed, broken_rules, headings, said
from tests.parts import ROOT

AT = datetime(2022, 5, 7, 9, 15, tzinfo=timezone(timedelta(hours=3)))
SAFE = Verdict(safe=True, why=("the drive T7-B was not looked at: it is not plugged in",))
UNSAFE = Verdict(safe=False, why=("1 file has one verified copy, on the desk; 2 are needed (DCIM/IMG-20220507-1.MP4)",))
GOOD = (Present(volume="desk", state="verified", path="x"), Present(volume="T7-A", state="verified", path="x"))
HALF = (Present(volume="desk", state="verified", path="x"), Present(volume="T7-A", state="mismatch", path="x"))


def held(name: str, disk: str, **more) -> Held:
    volume = Volume(
        id=VolumeId(name.encode().hex()),
        name=name,
        root=f"/media/anna/{name}",
        below="",
        device=Device(name=disk, lasting=True),
    )
    return Held(volume=volume, **more)


def line(
    name: bytes = b"DCIM/IMG_0042.MOV",
    result: Result = "added",
    copies: tuple[Present, ...] = GOOD,
    clip: Clip | None = None,
    **more,
) -> Line:
    file = Ingested(path=tuple(name.split(b"/")), result=result, clip=clip.id if clip else None, copies=copies, **more)
    return Line(file=file, size_bytes=12_400_000, sha256="ab" * 32, xxh3="cd" * 16, clip=clip)


def told(*lines: Line, verdict: Verdict | None = SAFE, **more) -> Report:
    facts = {
        "reel": "R0007-k3f9",
        "wanted": 2,
        "at": AT,
        "seconds": 100.0,
        "size_bytes": 2_000_000_000,
        "volumes": (held("desk", "nvme0", free_bytes=5 * 10**9), held("T7-A", "sda", open_to_all=True)),
    }
    return Report(verdict=verdict, lines=lines, **(facts | more))


def page(*lines: Line, picture: Callable[[str], bytes | None] = {}.get, language: str = "en", **more) -> bytes:
    return b"".join(report(told(*lines, **more), picture, language))


def section(html: bytes, name: str) -> str:
    """The words of the section with this heading."""
    _, _, rest = html.decode().partition(f'<h2 id="{name}">')
    return said(b"<body>" + rest.partition("</section>")[0].encode())


@pytest.mark.parametrize(
    ("verdict", "title", "words"),
    [
        (
            SAFE,
            "Safe to format: R0007-k3f9",
            "✓ Safe to format Every file on the card has 2 verified copies on separate",
        ),
        (UNSAFE, "NOT SAFE: R0007-k3f9", "✕ Not safe to format Keep the card as it is. 1 file has one verified copy"),
        (None, "Not judged: R0007-k3f9", "? Not judged Nobody has looked"),
    ],
)
def test_the_verdict_comes_first(verdict: Verdict | None, title: str, words: str):
    """In the title, and as the first heading of the page, with its reasons and what to do when time has passed."""
    html = page(line(), verdict=verdict)

    assert f"<title>{title}</title>" in html.decode()
    assert section(html, "verdict").startswith(words)
    assert "mediadesk card SOURCE" in section(html, "verdict")
    assert all(why in section(html, "verdict") for why in (verdict.why if verdict else ()))
    assert said(html).index(words) < said(html).index("Files")


def test_how_it_went_is_summed_up(a_clip):
    """Files, clips, bytes, time and speed; what became of how many."""
    told = said(page(line(clip=a_clip()), line(b"x", "kept"), line(b"y", "failed", HALF), verdict=UNSAFE))

    assert "Files 3 Clips 1 Size 2.0 GB Time 1:40 20.0 MB/s" in told
    assert "1 not safe 1 new 1 no video or sound" in told
    assert "7 May 2022, 06:15 UTC" in told


def test_where_the_copies_are(a_clip):
    """For each volume how many are verified and what is free; two volumes on one disk are named."""
    volumes = (held("desk", "nvme0", free_bytes=5 * 10**9), held("T7-A", "sda"), held("T7-B", "sda+sdb"))

    told = section(page(line(clip=a_clip()), line(b"y", "failed", HALF), volumes=volumes), "volumes")

    assert "desk on this computer ✓ 2 verified 5.0 GB free" in told
    assert "T7-A drive on one disk with T7-B ✓ 1 verified ✕ 1 not free space not known" in told
    assert "T7-B drive on one disk with T7-A ✓ 0 verified" in told


def test_what_needs_somebody_comes_before_the_rest(a_clip):
    """Not safe, set aside, trouble: in this order, with the reason; a good file is not among them."""
    lines = [
        line(b"DCIM/good.mp4", clip=a_clip()),
        line(b"DCIM/odd.mp4", clip=a_clip(trouble=("the file is cut off",))),
        line(b"DCIM/aside.mp4", "set-aside", why="nothing can be read from it"),
        line(b"DCIM/bad.mp4", "failed", HALF, why="T7-A gives back other bytes"),
    ]

    html = page(*lines, verdict=UNSAFE)

    assert re.findall(r"DCIM/(\w+)", section(html, "problems")) == ["bad", "aside", "odd"]
    for words in ("T7-A gives back other bytes ✓ desk verified ✕ T7-A damaged", "set aside DCIM/aside.mp4 nothing can"):
        assert words in section(html, "problems")
    assert "the file is cut off" in section(html, "problems")
    assert [each.split()[0] for each in headings(html)] == ["✕", "Where", "To", "Clips", "Other"]


def test_without_problems_there_is_no_such_section(a_clip):
    """An empty heading would be looked at."""
    assert section(page(line(clip=a_clip())), "problems") == ""


def test_a_clip_is_told_with_its_proof(a_clip):
    """Picture, name, folder, time there, length of all its parts, shape, size; its code, copies and whole hashes."""
    part = Attached(name=b"GX02.MP4", path=None, sha256="0" * 64, size_bytes=1, seconds=Fraction(60))
    clip = replace(a_clip(name=b"GX01.MP4"), parts=(part,))

    html = page(line(b"DCIM/100GOPRO/GX01.MP4", clip=clip), picture={clip.id: JPEG}.get)

    told = section(html, "clips")
    assert "GX01.MP4 DCIM/100GOPRO 7 May 2022, 14:02:01 +03:00 1:12 2 parts 1920×1080 h264 12.4 MB" in told
    assert f"{clip.id} new ✓ desk verified ✓ T7-A verified" in told
    assert "ab" * 32 in told
    assert "cd" * 16 in told
    (image,) = Parsed(html).all("img")
    assert (image["width"], image["height"], image["alt"]) == ("160", "90", "A still from GX01.MP4")


def test_other_files_are_listed_too(a_clip):
    """What goes along with a clip names it; a file that was not read has no hash, and one without a copy says so."""
    sidecar = Line(file=Ingested(path=(b"A.SRT",), result="sidecar", clip=a_clip().id, copies=GOOD))
    lost = Line(file=Ingested(path=(b"B.MOV",), result="failed", why="it could not be read"))

    told = section(page(sidecar, lost), "others")

    assert re.search(r"A.SRT going along with a clip \w{10} ✓ desk verified", told)
    assert "B.MOV not safe ✕ no copy not read" in told


def test_what_is_not_known_leaves_no_gap(a_clip):
    """A bare clip has no empty paragraph, and nobody reads None."""
    bare = a_clip(camera=None, place=None, seconds=None, frame=None)

    html = page(Line(file=Ingested(path=(b"a.wav",), result="known", clip=bare.id, copies=GOOD), clip=bare), reel=None)

    body = html.decode().partition("<body>")[2]
    assert not re.search(r"<(p|ul|li|span|dd)[^>]*>\s*</\1>", body)
    assert "None" not in body
    assert "Sound only" in section(html, "clips")
    assert "length not known" in section(html, "clips")


def test_an_empty_card_is_a_page_too():
    """Nothing on it is an answer."""
    assert "Files 0 Clips 0" in said(page(verdict=None, reel=None, volumes=(), size_bytes=0, seconds=0.2))


def whereabouts(a_clip) -> list[Line]:
    place = Place(
        lat=50.03123, lon=36.34567, radius_m=30, source="typed", name="Saltivka", region="Kharkiv Oblast", country="UA"
    )
    log = Log(shooter="kestrel", title="Saltivka, block 12", notes=("Olena's flat",), trip="Kharkiv May 2022")
    return [line(clip=a_clip(place=place, log=log, trouble=("two places: 50.03123, 36.34567",)))]


def tells_where(html: bytes) -> bool:
    return any(word in html.decode() for word in ("0.031", "6.345", "anna", "secret-folder", "Saltivka", "Olena"))


def test_it_tells_no_place_person_or_path(a_clip):
    """It goes along with the footage: no point on the map, no home folder, nothing that was said of a clip."""
    html = page(*whereabouts(a_clip))

    assert not tells_where(html)
    assert "Kharkiv" not in html.decode()
    assert "kestrel" not in html.decode()
    assert "It holds no exact place and no path on any computer" in said(html)


def test_a_region_is_told_on_request_only(a_clip):
    """As wide as an oblast, and then the page says that it holds regions, and whose names they are."""
    html = page(*whereabouts(a_clip), regions=True)

    assert "Kharkiv Oblast, UA" in section(html, "clips")
    assert not tells_where(html)
    assert "Regions and countries." in said(html)
    assert "GeoNames, CC BY 4.0" in said(html)


def test_a_quoted_coordinate_would_be_found(a_clip, monkeypatch: pytest.MonkeyPatch):
    """Sabotage: without the blurring, trouble quotes what a file says of its place."""
    monkeypatch.setattr(room.words, "vague", lambda text: text)

    assert tells_where(page(*whereabouts(a_clip)))


def hostile(a_clip) -> list[Line]:
    copies = (Present(volume=HOSTILE, state="missing"),)
    place = Place(lat=1, lon=1, radius_m=1, source="typed", region=HOSTILE)
    clip = a_clip(trouble=(HOSTILE,), place=place)
    name = b"DCIM/<script>\xff\n\xe2\x80\xae.MOV"
    return [line(name, "failed", copies, why=HOSTILE, clip=clip), line(name, "failed", copies, why=HOSTILE)]


def is_markup(html: bytes) -> bool:
    tags = [name for name, _ in Parsed(html).tags]
    return "script" in tags or "img" in tags or "\u202e" in html.decode()


def hostile_page(a_clip) -> bytes:
    verdict = Verdict(safe=False, why=(HOSTILE,))
    volumes = (held(HOSTILE, "sda"), held(f"{HOSTILE}2", "sda"))
    return page(*hostile(a_clip), verdict=verdict, volumes=volumes, reel=HOSTILE, regions=True)


def test_names_are_text_never_markup(a_clip):
    """Of files, drives, reels and reasons: shown as they are, and doing nothing."""
    html = hostile_page(a_clip)

    assert not is_markup(html)
    assert r"<script>\xff\n\u202e.MOV" in Parsed(html).words


def test_without_escaping_names_would_be_markup(a_clip, monkeypatch: pytest.MonkeyPatch):
    """Sabotage: the same page from templates that do not escape is found."""
    bare = room.templates().overlay(autoescape=False)
    monkeypatch.setattr(room, "templates", lambda: bare)

    assert is_markup(hostile_page(a_clip))


def test_a_page_stays_light_enough_to_open(a_clip, monkeypatch: pytest.MonkeyPatch):
    """Beyond a weight pictures are left out, and the page says where."""
    monkeypatch.setattr(room, "_MOST_PICTURE_BYTES", 2 * len(JPEG) + 1)
    clips = [a_clip() for _ in range(3)]

    html = page(*(line(clip=clip) for clip in clips), picture=lambda _: JPEG)

    assert len(Parsed(html).all("img")) == 2
    assert section(html, "clips").count("Picture left out") == 1


def test_a_page_is_written_in_pieces(a_clip):
    """Thousands of clips are never in memory with their pictures: each is asked for when its turn comes."""
    asked: list[str] = []
    pieces = report(told(*[line(clip=a_clip())] * 500), lambda clip: asked.append(clip) or JPEG)

    for piece in pieces:
        if b"<img" in piece:
            break

    assert 0 < len(asked) < 100


def test_the_time_is_utc_whatever_the_clock_here_says():
    """The zone of the desk tells where the desk is."""
    assert page(line()) == page(line(), at=AT.astimezone(UTC))


def every_kind(a_clip) -> list[Line]:
    """Lines of each sort, with what is not known and what went wrong."""
    part = Attached(name=b"GX02.MP4", path=None, sha256="0" * 64, size_bytes=1, seconds=Fraction(60))
    long = replace(a_clip(trouble=("the file is cut off",)), parts=(part,))
    bare = a_clip(camera=None, place=None, seconds=None, frame=None, captured=UNKNOWN)
    return [
        line(clip=long),
        line(b"DCIM/a.wav", "known", clip=bare),
        *(line(f"DCIM/{number}.mp4".encode(), clip=a_clip()) for number in range(3)),
        line(b"x.mp4", "set-aside", why="nothing can be read from it"),
        line(b"y.txt", "kept"),
        Line(file=Ingested(path=(b"B.MOV",), result="failed", why="it could not be read")),
        line(b"z.mp4", "failed", HALF),
    ]


@pytest.mark.needs("chromium")
class TestInChromium:
    """As whoever gets the drive opens it."""

    @pytest.fixture
    def opened(self, browser, tmp_path: Path):
        """`opened(html, width)` gives the tab, and what it asked for or complained about."""
        tabs = []

        def look(html: bytes, width: int = 1200, **options):
            file = tmp_path / "report.html"
            file.write_bytes(html)
            tab = browser.new_page(viewport={"width": width, "height": 800}, **options)
            tabs.append(tab)
            tab.heard = []
            tab.on("console", lambda word: tab.heard.append(word.text))
            tab.on(
                "request",
                lambda request: tab.heard.append(request.url) if request.url[:5] not in ("file:", "data:") else None,
            )
            tab.goto(file.as_uri())
            return tab

        yield look
        for tab in tabs:
            tab.close()

    @pytest.mark.parametrize(("width", "language"), [(320, "en"), (320, "uk"), (360, "uk"), (1200, "uk")])
    def test_it_fits_and_fetches_nothing(self, opened, a_clip, width: int, language: str):
        """No sideways scrolling with the longest names, every picture whole, nothing asked for."""
        lines = [*hostile(a_clip), line(b"DCIM/" + b"a" * 200 + b".MOV", clip=a_clip(name=b"a" * 200 + b".MOV"))]
        tab = opened(
            page(*lines, *every_kind(a_clip), verdict=UNSAFE, picture=lambda _: JPEG, language=language), width
        )

        assert tab.evaluate("document.documentElement.scrollWidth") == width
        assert tab.evaluate("document.images.length > 0 && [...document.images].every(each => each.naturalWidth == 16)")
        assert tab.heard == []

    def test_a_planted_script_does_not_run(self, opened, a_clip):
        """Sabotage of the escaping: the page's own policy still stops what got in, and what it would fetch."""
        planted = b'<script>document.title="owned"</script><img src="http://127.0.0.1:9/x">'
        tab = opened(page(line(clip=a_clip())).replace(b"</main>", planted + b"</main>"))

        assert tab.title() == "Safe to format: R0007-k3f9"
        assert sum("Content Security Policy" in each for each in tab.heard) == 2

    @pytest.mark.parametrize(
        ("verdict", "width", "language"),
        [
            (UNSAFE, 1200, "en"),
            (SAFE, 360, "uk"),
            pytest.param(SAFE, 1200, "en", marks=pytest.mark.prove),
            pytest.param(None, 360, "en", marks=pytest.mark.prove),
            pytest.param(UNSAFE, 1200, "uk", marks=pytest.mark.prove),
        ],
    )
    def test_axe_finds_nothing_to_complain_about(
        self, opened, a_clip, verdict: Verdict | None, width: int, language: str
    ):
        """Its rules for WCAG 2.2 AA, contrast among them, light and dark, with every kind of line on the page."""
        axe = ROOT / "node_modules/axe-core/axe.min.js"
        if not axe.is_file():
            pytest.skip("needs engine: make player")
        lines = [*hostile(a_clip), *every_kind(a_clip)]
        html = page(*lines, verdict=verdict, picture=lambda _: JPEG, regions=True, language=language)
        tab = opened(html, width, bypass_csp=True)
        tab.evaluate(axe.read_text(encoding="utf-8"))

        for scheme in ("light", "dark"):
            tab.emulate_media(color_scheme=scheme)
            assert broken_rules(tab) == []
        tab.evaluate("document.querySelector('.how').style.color = '#777'")
        assert broken_rules(tab) == ["color-contrast"]  # sabotage: it would have told us

    def test_on_paper_every_hash_is_whole(self, opened, a_clip):
        """On a screen a hash is unfolded; paper cannot be."""
        tab = opened(page(line(clip=a_clip())))
        whole = tab.get_by_text("ab" * 32)

        assert not whole.is_visible()
        tab.emulate_media(media="print")
        assert whole.is_visible()
        assert len(tab.pdf()) > 5_000
