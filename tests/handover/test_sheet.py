"""The contact sheet: what it says of a clip, what it never says, and how it looks."""

import base64
import html
import re
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mediadesk.handover import sheet as room
from mediadesk.handover.sheet import sheet
from mediadesk.model.clip import Attached, Camera, Clip, Log
from mediadesk.model.moment import UNKNOWN, Captured, instant, wall_clock
from mediadesk.model.place import Place
from tests.parts import ROOT

# a grey JPEG of 16x9
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4z"
    "NDL/wAALCAAJABABAREA/8QAFgABAQEAAAAAAAAAAAAAAAAAAAUH/8QAIhAAAQQCAgEFAAAAAAAAAAAAAQIDBAUABhESIQcTMUFx/9oACAEBAAA/ANfg"
    "bTs1pd7BXQKmnWxTzURnJEia42t0LYQ8kpQGVAcBYHJP1m//2Q=="
)
HOSTILE = (
    '</figcaption></style><script>document.title="owned"</script>'
    "<img src=x onerror=alert(1)> {{ 7*7 }} \"'&\u202egnp.exe"
)


class Parsed(HTMLParser):
    """The tags of a page with their attributes, and the text of the whole."""

    def __init__(self, page: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page.decode())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def said(page: bytes) -> str:
    """The words below <body>, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.decode().partition("<body>")[2])).split())


def headings(page: bytes) -> list[str]:
    return [
        " ".join(re.sub(r"<[^>]+>", "", each).split()) for each in re.findall(r"<h2[^>]*>(.*?)</h2>", page.decode())
    ]


def test_a_clip_is_named_and_described(a_clip):
    """Under the picture stand its code, name, time there, place, camera, and what the reporter said."""
    log = Log(
        title="Neighbours clear glass",
        flag="select",
        rating=4,
        tags=frozenset({"glass", "roof"}),
        labels=frozenset({"minor"}),
        notes=("Ask before use.",),
    )
    clip = a_clip(log=log, trouble=("the file is cut off",))

    page = sheet([clip], {clip.id: JPEG})

    told = said(page)
    for text in [
        clip.id,
        "Neighbours clear glass",
        "0:12",
        "14:02:01 +03:00",
        "Saltivka",
        "Apple iPhone 12",
        "✓ select",
    ]:
        assert text in told
    for text in ["★★★★☆", "glass roof", "minor", "Ask before use.", "Trouble: the file is cut off"]:
        assert text in told
    assert Parsed(page).all("img") == [
        {
            "src": "data:image/jpeg;base64," + base64.b64encode(JPEG).decode(),
            "width": "320",
            "height": "180",
            "decoding": "async",
            "alt": "A still from Neighbours clear glass",
        }
    ]


def test_what_nobody_said_leaves_no_gap(a_clip):
    """A bare clip has no empty label, list or star."""
    page = sheet([a_clip(camera=None)], {}).decode().partition("<body>")[2]

    assert not re.search(r"<(p|ul|li|span)[^>]*>\s*</\1>", page)
    assert "None" not in page
    assert "★" not in page
    assert "IMG_0042.MOV" in page


@pytest.mark.parametrize(
    ("captured", "words"),
    [
        (wall_clock(datetime(2022, 5, 7, 9, 5), source="avi:clock"), "09:05:00 zone not known"),
        (
            instant(datetime(2022, 5, 7, 9, 5, tzinfo=UTC), source="mvhd", confidence="medium"),
            "09:05:00 UTC time there not known",
        ),
        (UNKNOWN, "time not known"),
    ],
)
def test_what_is_not_known_of_the_time_is_marked(a_clip, captured: Captured, words: str):
    """A wall clock without a zone is not passed off as an instant, nor UTC as the time there."""
    assert words in said(sheet([a_clip(captured=captured)], {}))


def test_what_is_not_known_of_the_rest_is_said(a_clip):
    """No place, no length, and a place that has no name."""
    unnamed = Place(lat=50.03123, lon=36.34567, radius_m=30, source="quicktime:location")

    told = said(sheet([a_clip(place=None, seconds=None), a_clip(place=unnamed)], {}))

    assert "place not known" in told
    assert "length not known" in told
    assert "place without a name" in told
    assert "2 clips, at least 0:12" in told


def test_a_recording_in_several_files_is_as_long_as_all_of_them(a_clip):
    """Also in the sum of its day."""
    part = Attached(name=b"GX020042.MP4", path=None, sha256="cd" * 32, size_bytes=1, seconds=Fraction(60))

    told = said(sheet([replace(a_clip(), parts=(part,))], {}))

    assert told.count("1:12") >= 2


def test_clips_stand_by_the_day_there(a_clip):
    """A day's clips are together in the order given; days come as they first appear; the dateless have a place too."""
    days = [datetime(2022, 5, 8, 10), datetime(2022, 5, 7, 23, 59), datetime(2022, 5, 8, 9)]
    clips = [a_clip(captured=wall_clock(at, source="clock")) for at in days]
    clips.append(a_clip(captured=UNKNOWN))

    page = sheet(clips, {})

    assert headings(page) == [
        "Sunday 8 May 2022 2 clips, 0:25",
        "Saturday 7 May 2022 1 clip, 0:12",
        "No date 1 clip, 0:12",
    ]
    assert re.findall(r"<code>(\w+)</code>", page.decode()) == [clips[at].id for at in (0, 2, 1, 3)]
    links = [each["href"] for each in Parsed(page).all("a")]
    assert links == [f"#{each['id']}" for each in Parsed(page).all("h2")]


def test_a_clip_without_a_picture_has_a_quiet_place(a_clip):
    """Sound alone, nothing that decodes, and a thumbnail that is not there are told apart."""
    told = said(sheet([a_clip(frame=None), a_clip(decodes=False), a_clip()], {}))

    assert [words for words in ("Sound only", "No picture", "No picture yet") if words not in told] == []


def test_sound_alone_shows_its_waveform(a_clip):
    """In the shape of the waveform, where others show a picture."""
    clip = a_clip(frame=None)
    page = sheet([clip], {clip.id: JPEG})

    assert "Sound only" not in said(page)
    (picture,) = Parsed(page).all("img")
    assert (picture["width"], picture["height"]) == ("320", "180")


def test_a_tall_clip_keeps_its_shape(a_clip):
    """Width and height are those of the clip, as a viewer sees it."""
    clip = a_clip()
    tall = replace(clip, facts=replace(clip.facts, frame=replace(clip.facts.frame, width=1080, height=1920)))

    (image,) = Parsed(sheet([tall], {tall.id: JPEG})).all("img")

    assert (image["width"], image["height"]) == ("180", "320")


def test_a_camera_is_not_named_twice(a_clip):
    """Some models begin with their maker."""
    told = said(sheet([a_clip(camera=Camera(make="Canon", model="Canon EOS R5"))], {}))

    assert "Canon EOS R5" in told
    assert "Canon Canon" not in told


def test_an_empty_search_is_a_page_too():
    """Nothing found is an answer."""
    assert "No clip answers this." in said(sheet([], {}))


def hostile_clip(a_clip) -> Clip:
    log = Log(title=HOSTILE, notes=(HOSTILE,), tags=frozenset({HOSTILE}), labels=frozenset({HOSTILE}), trip=HOSTILE)
    place = Place(lat=1, lon=1, radius_m=1, source="typed", name=HOSTILE)
    return a_clip(log=log, place=place, camera=Camera(make=HOSTILE, model=HOSTILE), trouble=(HOSTILE,))


def is_markup(page: bytes) -> bool:
    """Whether anything a person wrote became a tag, or turned the text around it."""
    tags = [name for name, _ in Parsed(page).tags]
    return "script" in tags or "img" in tags or "\u202e" in page.decode() or "49" in said(page)


def test_words_are_text_never_markup(a_clip):
    """Titles, notes, tags, labels, places and tags of a file are shown as they were written, and do nothing."""
    page = sheet([hostile_clip(a_clip), a_clip(name=b"<script>\xff\n\xe2\x80\xae.MOV")], {})

    assert not is_markup(page)
    assert said(page).count("{{ 7*7 }}") == 7
    assert r"<script>\xff\n\u202e.MOV" in Parsed(page).words


def test_without_escaping_words_would_be_markup(a_clip, monkeypatch: pytest.MonkeyPatch):
    """Sabotage: the same page from templates that do not escape is found."""
    bare = room.templates().overlay(autoescape=False)
    monkeypatch.setattr(room, "templates", lambda: bare)

    assert is_markup(sheet([hostile_clip(a_clip)], {}))


def test_a_name_of_broken_bytes_can_be_written(a_clip):
    """What a command line could not decode is a lone surrogate; the page is UTF-8 all the same."""
    assert "br\ufffdken" in said(sheet([a_clip(log=Log(title="br\udcffken"))], {}))


def test_whoever_named_the_places_is_named(a_clip):
    """GeoNames asks for it (CC BY 4.0), once on a page that shows its names."""
    assert said(sheet([a_clip(), a_clip()], {})).count("Places: GeoNames, CC BY 4.0") == 1
    assert "GeoNames" not in said(sheet([a_clip(place=None)], {}))


def test_a_note_keeps_its_lines_and_turns_nothing(a_clip):
    """What is written in lines is read in lines; a mark that turns the text is left out."""
    page = sheet([a_clip(log=Log(notes=("0:12 queue\n0:40\u202e tram", " \n "), tags=frozenset({"\u202e"})))], {})

    assert "0:12 queue\n0:40 tram" in Parsed(page).words
    assert page.decode().count('class="note"') == 1
    assert 'class="tags"' not in page.decode()


def quoting(a_clip) -> Clip:
    return a_clip(
        place=Place(lat=50.03123, lon=36.34567, radius_m=30, source="typed", name="50.03123,36.34567"),
        trouble=("the place in the file cannot be true: +50.03123+936.34567/", "not so: +500152.4+0362044.4/"),
    )


def tells_where(page: bytes) -> bool:
    """Whether the page says where something is more finely than by name, or where a file lies."""
    return any(text in page.decode() for text in ("0.031", "6.345", "+5001", "secret-folder"))


def test_it_never_says_a_coordinate_or_a_path(a_clip):
    """A sheet is printed and passed around: the name of a place is all it tells."""
    page = sheet([a_clip(), quoting(a_clip)], {})

    assert not tells_where(page)
    assert "the place in the file cannot be true: ……/" in said(page)


def test_a_quoted_coordinate_would_be_found(a_clip, monkeypatch: pytest.MonkeyPatch):
    """Sabotage: without the blurring, trouble quotes the place it does not believe."""
    monkeypatch.setattr(room.words, "vague", lambda text: text)

    assert tells_where(sheet([quoting(a_clip)], {}))


def test_the_same_clips_make_the_same_bytes(a_clip):
    """No clock and no chance in it: two sheets can be compared."""
    clip = hostile_clip(a_clip)

    assert sheet([clip], {clip.id: JPEG}) == sheet([clip], {clip.id: JPEG})


def test_it_speaks_the_language_of_its_editor(a_clip):
    """The same sheet in Ukrainian: nothing of it stays English but what people and the desk wrote themselves."""
    clips = [a_clip(log=Log(flag="select", rating=4)), a_clip(seconds=None), a_clip(captured=UNKNOWN, place=None)]
    clips.append(a_clip(trouble=("the file is cut off",)))
    assert '<b>Негаразд:</b> <span lang="en">the file is cut off</span>' in sheet(clips, {}, "uk").decode()
    words = said(sheet(clips, {}, "uk"))

    for each in (
        "Контактний аркуш",
        "4 кліпи, щонайменше 0:37",
        "субота, 7 травня 2022",
        "✓ беру",
        "Без дати",
        "місце невідоме",
    ):
        assert each in words, each
    assert not re.search(r"known|clips|No picture|Sound|select|May", words)
    assert said(sheet(clips, {}, "de")) == said(sheet(clips, {}))


@pytest.mark.needs("chromium")
class TestInChromium:
    """As an editor opens it, from a file."""

    @pytest.fixture
    def opened(self, browser, tmp_path: Path):
        """`opened(page, width)` gives the tab, and what it asked for or complained about."""

        def look(page: bytes, width: int = 1200):
            file = tmp_path / "sheet.html"
            file.write_bytes(page)
            tab = browser.new_page(viewport={"width": width, "height": 800})
            tab.heard = []
            tab.on("console", lambda word: tab.heard.append(word.text))
            tab.on(
                "request",
                lambda request: tab.heard.append(request.url) if request.url[:5] not in ("file:", "data:") else None,
            )
            tab.goto(file.as_uri())
            return tab

        return look

    @pytest.mark.parametrize("width", [360, 1200])
    def test_it_fits_and_fetches_nothing(self, opened, a_clip, width: int):
        """No sideways scrolling with the longest words, every picture there and in its shape, nothing asked for."""
        clips = [hostile_clip(a_clip), a_clip(name=b"a" * 200 + b".MOV"), a_clip(), a_clip()]
        tab = opened(sheet(clips, {clip.id: JPEG for clip in clips}), width)

        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert tab.evaluate("[...document.images].every(each => each.complete && each.naturalWidth == 16)")
        shapes = tab.evaluate("[...document.images].map(each => each.clientWidth / each.clientHeight)")
        assert shapes == pytest.approx([16 / 9] * 4, rel=0.02)
        assert tab.heard == []
        assert tab.title() == "Contact sheet: 4 clips"
        tab.close()

    @pytest.mark.parametrize(("width", "language"), [(360, "uk"), (1200, "en")])
    def test_axe_finds_nothing_to_complain_about(self, browser, tmp_path, a_clip, width: int, language: str):
        """Its rules for WCAG 2.2 AA, light and dark, with every kind of caption on the page."""
        axe = ROOT / "node_modules/axe-core/axe.min.js"
        if not axe.is_file():
            pytest.skip("needs engine: make player")
        flagged = [
            a_clip(log=Log(flag=flag, rating=rating)) for rating, flag in enumerate(("select", "maybe", "reject"))
        ]
        clips = [hostile_clip(a_clip), *flagged, a_clip(seconds=None, captured=UNKNOWN, place=None, frame=None)]
        (tmp_path / "sheet.html").write_bytes(sheet(clips, {clip.id: JPEG for clip in clips[:3]}, language))
        context = browser.new_context(bypass_csp=True, viewport={"width": width, "height": 800})
        tab = context.new_page()
        tab.goto((tmp_path / "sheet.html").as_uri())
        tab.evaluate(axe.read_text(encoding="utf-8"))

        for scheme in ("light", "dark"):
            tab.emulate_media(color_scheme=scheme)
            assert broken_rules(tab) == []
        tab.evaluate("document.querySelector('.how').style.color = '#777'")
        assert broken_rules(tab) == ["color-contrast"]  # sabotage: it would have told us
        context.close()

    def test_a_planted_script_does_not_run(self, opened, a_clip):
        """Sabotage of the escaping: the page's own policy still stops what got in, and what it would fetch."""
        planted = b'<script>document.title="owned"</script><img src="http://127.0.0.1:9/x">'
        tab = opened(sheet([a_clip()], {}).replace(b"</main>", planted + b"</main>"))

        assert tab.title() == "Contact sheet: 1 clip"
        assert sum("Content Security Policy" in each for each in tab.heard) == 2
        tab.close()


def broken_rules(tab) -> list[str]:
    """The rules of axe that the page breaks now."""
    asked_for = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}"
    return [each["id"] for each in tab.evaluate(f"axe.run({asked_for})")["violations"]]
