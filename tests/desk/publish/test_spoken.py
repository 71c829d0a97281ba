"""All that is said in a film goes out with it, as text; and nothing in it that readers must not know."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mediadesk.desk import caption as captions
from mediadesk.desk import dispatch as editing
from mediadesk.desk import publish as station
from mediadesk.desk.publish import ready, scan
from mediadesk.desk.publish.edition import edition
from mediadesk.embed.page import Words
from mediadesk.model.clearance import Unsafe
from mediadesk.model.consent import Appearance, Release, Subject
from mediadesk.model.leak import text_findings
from mediadesk.model.subtitles import subtitles
from tests.desk.publish.world import SLUG, files, say
from tests.referee import complaints
from tests.store.outgoing import Recording

pytestmark = pytest.mark.needs("ffmpeg", "engine")


def speak(desk, tmp_path, text: str, language: str = "uk", **more):
    """Captions of one cue."""
    file = tmp_path / "said.vtt"
    file.write_text(f"WEBVTT\n\n00:00.000 --> 00:00.400\n{text}\n")
    captions.put(SLUG, language, file, catalogue=desk.catalogue, **more)


def made(desk, store, tools):
    """The page, and the objects below its revision by their names there."""
    with desk.catalogue.read() as shelves:
        dispatch = shelves.dispatches.get(SLUG)
    page, outgoing = edition(dispatch, desk.clips(), store, tools)
    leaves = {each.object.key.partition("/r/")[2].partition("/")[2]: each for each in outgoing}
    return page, leaves


def test_every_language_is_a_track_a_page_and_a_rendition(filmed, tools, store, tmp_path):
    say(filmed, language="uk")
    speak(filmed, tmp_path, "Хліб &amp; мир")
    speak(filmed, tmp_path, "BBC: خبز", "ar")
    speak(filmed, tmp_path, "نان", "uz-Arab")
    (tmp_path / "chapters.txt").write_text("0:00 Вулиця\n0:00.2 Хліб\n")
    captions.put_chapters(SLUG, tmp_path / "chapters.txt", catalogue=filmed.catalogue)

    page, leaves = made(filmed, store, tools)

    below = page.master.removesuffix("/hls/master.m3u8")
    assert page.captions == tuple(
        Words(language=each, vtt=f"{below}/cc/{each}.vtt", transcript=f"{below}/transcript.{each}.html")
        for each in ("ar", "uk", "uz-Arab")
    )
    assert page.chapters_vtt == f"{below}/chapters.uk.vtt"
    assert [each.title for each in page.chapters] == ["Вулиця", "Хліб"]
    assert leaves["cc/uk.vtt"].object.content_type == "text/vtt; charset=utf-8"
    assert subtitles(leaves["cc/ar.vtt"].body.decode()).cues[0].text == "\u200fBBC: خبز"
    assert "Хліб &amp; мир</p>" in leaves["transcript.uk.html"].body.decode()
    assert all(cue.end_ms <= page.seconds * 1000 for cue in subtitles(leaves["chapters.uk.vtt"].body.decode()).cues)
    playlists = [leaves[f"hls/{name}"].body.decode() for name in ("master.m3u8", "sub-ar.m3u8", "sub-uk.m3u8")]
    assert complaints(playlists) == [""] * 3
    assert "../cc/uk.vtt\n" in playlists[2]
    assert page.playlists[page.master] == playlists[0]
    assert not [name for name in page.playlists if "sub-" in name]
    station.publish(SLUG, store, tools)
    assert any(name.endswith("/cc/uk.vtt") for name in files(store))


def test_without_captions_nothing_of_them_goes_out(filmed, tools, store):
    page, leaves = made(filmed, store, tools)
    assert (page.captions, page.chapters, page.chapters_vtt) == ((), (), None)
    assert not [name for name in leaves if name.startswith(("cc/", "transcript", "chapters", "hls/sub"))]
    assert "SUBTITLES" not in leaves["hls/master.m3u8"].body.decode()


def test_a_changed_word_sends_no_segment_again(filmed, tools, store, tmp_path):
    speak(filmed, tmp_path, "Хліб")
    before = station.publish(SLUG, store, tools)
    watched = Recording(store=store)
    speak(filmed, tmp_path, "Мир")

    after = station.publish(SLUG, watched, tools)

    assert after.url == before.url
    sent = [key for what, key in watched.done if what == "put"]
    assert any(key.endswith("/cc/uk.vtt") for key in sent)
    assert not [key for key in sent if "/m/" in key or key.endswith("video.mp4")]


@pytest.mark.parametrize(
    "secret",
    [
        *("Тут Olena Kovalenko.", "Тут Olena\nKovalenko.", "kestrel знімає", "Ми тут: 49.9935, 36.2304"),
        *("файл IMG_0042.MP4", "<b>IMG</b>_0042"),
    ],
)
def test_a_secret_in_a_cue_is_found(filmed, tools, store, tmp_path, secret):
    """A person on record, whoever filmed, a point, an original's name: nothing goes out, and no reason passes it."""
    known(filmed)
    speak(filmed, tmp_path, secret, state="approved", by="ol")

    with pytest.raises(Unsafe):
        station.publish(SLUG, store, tools, override="they agreed", by="ol")
    assert files(store) == {}


@pytest.mark.parametrize(
    ("secret", "gate"), [("Тут Olena\nKovalenko.", "release"), ("Ми в Kharkiv.", "location"), ("IMG_0042", "leaks")]
)
def test_each_gate_that_reads_words_reads_cues(filmed, tools, store, tmp_path, secret, gate):
    known(filmed)
    say(filmed, location="country")
    speak(filmed, tmp_path, secret)

    asked, _ = station.preflight(SLUG, store, tools)

    assert gate in [each.gate for each in asked if each.result == "failed"]


def test_sabotage_a_text_that_nobody_reads_hides_them_all(filmed, tools, store, tmp_path, monkeypatch):
    """With the scan and the gates' words taken away, the same captions are online."""
    speak(filmed, tmp_path, "kestrel: IMG_0042")
    monkeypatch.setattr(ready, "leaks", lambda *_: [])
    station.publish(SLUG, store, tools)
    assert [name for name, content in files(store).items() if name.endswith(".vtt") and b"IMG_0042" in content]


def test_a_word_that_somebody_says_is_there_by_choice(filmed, tools, store, tmp_path):
    """An original that is called Bread.mp4 stops nobody from speaking of bread, in whichever line of a cue."""
    with filmed.catalogue.read() as shelves:
        dispatch = shelves.dispatches.get(SLUG)
    speak(filmed, tmp_path, "there is\nBread today", "en")
    spoken = editing.get(SLUG, catalogue=filmed.catalogue)
    clips = [replace(filmed.clips()[0], name=b"Bread.mp4")]
    _, leaves = made(filmed, store, tools)
    texts = [leaves[name].body for name in ("cc/en.vtt", "transcript.en.html")]

    def found(said):
        secrets = scan.what_is_secret(said, clips, catalogue=tools.catalogue, desk=tools.assets.desk)
        return [finding for text in texts for finding in text_findings(text, "x", secrets)]

    assert found(spoken) == []
    assert len(found(dispatch)) == 2


def known(desk) -> None:
    """Somebody is in the clip, by their name, who has agreed to be seen."""
    clip = desk.clips()[0].id
    now = datetime(2026, 11, 2, tzinfo=UTC)
    with desk.catalogue.write() as shelves:
        shelves.subjects.put(Subject(alias="baker", name="Olena Kovalenko"))
        shelves.appearances.put(Appearance(clip=clip, subject="baker"))
        shelves.releases.add(Release(subject="baker", aspects=frozenset({"face", "voice"}), given_at=now))
