"""Somebody far away chooses: by keyboard, by mouse, with a finger, in Chromium and in Firefox, from a disk."""

import json
from pathlib import Path

import pytest

from mediadesk.handover.picking import page
from mediadesk.model.offer import files_of
from tests.embed.reader import asked
from tests.embed.site import Site, serve
from tests.firefox import FIREFOX_IN_PROOF
from tests.handover.afar import READY, VIDEO, WHOLE, card, only
from tests.handover.test_picking import clip, offer
from tests.handover.test_sheet import HOSTILE

pytestmark = pytest.mark.needs("ffmpeg")

KEPT = "JSON.parse(localStorage.getItem('mediadesk-picks-k3f9wq7z'))"
OWNED = "document.title === 'owned'"


def picks(**more) -> dict:
    """What nobody said yet of a clip."""
    return {"flag": None, "rating": None, "note": None, "in_ms": None, "out_ms": None, **more}


NO_PICKS = (
    ({"pack": "aaaaaaaa"}, "it belongs to another pack"),
    ({"version": 2}, "it is no picks file"),
    ({"clips": [{"clip": 5}]}, "it is no picks file"),
    ({"clips": [{"clip": clip(1).id, **picks(rating=6)}]}, "it is no picks file"),
    ({"order": [{"clip": clip(1).id, "in_ms": 9, "out_ms": 3}]}, "it is no picks file"),
    ({"clips": [{"clip": "AAAAAAAAAA", **picks(rating=1)}]}, "1 clip in it is not in this pack"),
)


def said(tab) -> dict:
    """What the browser keeps, without the time."""
    return {name: value for name, value in tab.evaluate(KEPT).items() if name != "saved"}


def test_by_keyboard_alone(reader, pack):
    """Opened, stepped, marked, judged, put in order; all of it is there when the page is opened again."""
    with reader.tab() as tab:
        address = pack()
        tab.goto(address)
        tab.wait_for(WHOLE)
        assert "k3f9wq7z" in tab.evaluate("document.querySelector('.top').innerText")

        tab.evaluate(f"document.querySelector('{card(1, '.frame')}').focus()")
        tab.press("Enter")
        tab.wait_for(READY)
        assert "k3f9wq7z" in tab.evaluate("document.querySelector('#clip .head').innerText")
        tab.press(".", ".", "i")
        for _ in range(10):
            tab.press(".")
        tab.press(",", "o", "p", "4", "a", "Escape")
        tab.press("ArrowRight", "m", "a", "ArrowRight", "x", "5", "5")

        expected = [
            {"clip": clip(1).id, **picks(flag="select", rating=4, in_ms=80, out_ms=480)},
            {"clip": clip(2).id, **picks(flag="maybe")},
            {"clip": clip(3).id, **picks(flag="reject")},
        ]
        assert said(tab)["clips"] == expected
        assert said(tab)["order"] == [
            {"clip": clip(1).id, "in_ms": 80, "out_ms": 480},
            {"clip": clip(2).id, "in_ms": None, "out_ms": None},
        ]
        tab.press("e", "Alt+ArrowDown", "Escape")
        assert [each["clip"] for each in said(tab)["order"]] == [clip(2).id, clip(1).id]

        tab.goto(address)
        tab.wait_for(WHOLE)
        assert tab.evaluate("document.querySelector('[data-order-count]').textContent") == "2 · 0:02"
        assert tab.evaluate(f"document.querySelector('{card(3)}').dataset.state") == "reject"


@FIREFOX_IN_PROOF
def test_a_key_right_after_the_clip_is_closed_counts(reader, pack):
    """A browser tells of a closed window only later; whoever types fast is on the next clip by then."""
    with reader.tab() as tab:
        tab.goto(pack())
        tab.wait_for(WHOLE)
        tab.click(card(1, ".frame"))
        tab.wait_for(READY)
        tab.evaluate("""(() => {
            const closed = new Promise((done) => document.querySelector('#clip').addEventListener('close', done));
            closed.then(() => setTimeout(() => (window.told = true)));
            document.querySelector('#clip [data-act=close]').click();
            const key = { key: 'ArrowRight', code: 'ArrowRight', bubbles: true };
            document.activeElement.dispatchEvent(new KeyboardEvent('keydown', key));
        })()""")
        tab.wait_for("window.told")
        tab.press("m")
        assert said(tab)["clips"] == [{"clip": clip(2).id, **picks(flag="maybe")}]


@FIREFOX_IN_PROOF
def test_by_mouse_alone(reader, pack):
    """Judged on the wall and in the clip, dragged in the order; a search and a filter leave what they ask for."""
    with reader.tab() as tab:
        tab.goto(pack())
        tab.wait_for(WHOLE)

        tab.click(card(2, "[data-flag=select]"))
        tab.click(card(1, ".frame"))
        tab.wait_for(READY)
        for button in ("[data-rating='3']", "[data-act=add]", "[data-act=next]", "[data-act=add]", "[data-act=close]"):
            tab.click(f"#clip {button}")
        tab.click(".top [data-act=order]")
        tab.drag("#order li:nth-child(1) .handle", "#order li:nth-child(2) .span")

        assert [each["clip"] for each in said(tab)["order"]] == [clip(2).id, clip(1).id]
        assert [each["clip"] for each in said(tab)["clips"]] == [clip(1).id, clip(2).id]
        tab.click("#order li:nth-child(1) [data-do=remove]")
        tab.click("[data-act=undo]")
        assert len(said(tab)["order"]) == 2

        tab.click("[data-filter=text]")
        tab.press(*"glass")
        assert tab.evaluate("document.querySelectorAll('.card:not([hidden])').length") == 1
        assert tab.evaluate("document.querySelector('[data-shown]').textContent") == "1 of 4 clips"


@FIREFOX_IN_PROOF
def test_it_plays_forwards_and_backwards(reader, pack):
    """With L and J, stopped with K; backwards it goes by steps."""
    with reader.tab() as tab:
        tab.goto(pack())
        tab.wait_for(WHOLE)
        tab.click(card(1, ".frame"))
        tab.wait_for(READY)

        tab.press("l")
        tab.wait_for(f"{VIDEO}.currentTime > .4")
        tab.press("k")
        stopped = tab.evaluate(f"{VIDEO}.currentTime")
        tab.press("j")
        tab.wait_for(f"{VIDEO}.currentTime < {stopped} - .2")
        tab.press("k")
        assert tab.evaluate(f"{VIDEO}.paused")


def test_a_picks_file_goes_out_and_comes_back(reader, pack, tmp_path):
    """Saved as a small file of the agreed shape; opened again, it brings everything back, and can be undone."""
    with reader.tab() as tab:
        tab.goto(pack())
        tab.wait_for(WHOLE)
        tab.click(card(1, ".frame"))
        tab.click("#clip textarea")
        tab.press(*"Use <b>this</b> one.", "Escape", "Escape")

        said_ = tab.saves("picks-k3f9wq7z.json", "Control+s")
        (tmp_path / "picks.json").write_bytes(said_)
        saved = json.loads(said_)
        assert saved.pop("saved").endswith("Z")
        assert saved == {
            "kind": "picks",
            "version": 1,
            "pack": "k3f9wq7z",
            "clips": [{"clip": clip(1).id, **picks(note="Use <b>this</b> one.")}],
            "order": [],
        }

        tab.click(card(2, "[data-flag=maybe]"))
        tab.give("[data-file]", tmp_path / "picks.json")
        tab.wait_for("!document.querySelector('[data-act=undo]').hidden")
        assert [each["clip"] for each in tab.evaluate(KEPT)["clips"]] == [clip(1).id]
        tab.click("[data-act=undo]")
        assert len(tab.evaluate(KEPT)["clips"]) == 2


@pytest.mark.needs("chromium")
def test_a_file_that_is_none_changes_nothing(browser, pack, tmp_path):
    """And the page says why; of one that knows clips of another desk, the rest is taken."""
    tab = browser.new_page()
    tab.goto(pack())
    for change, answer in NO_PICKS:
        file = {"kind": "picks", "version": 1, "pack": "k3f9wq7z", "clips": [], "order": [], **change}
        (tmp_path / "picks.json").write_text(json.dumps(file))

        tab.set_input_files("[data-file]", tmp_path / "picks.json")

        tab.locator("[data-notice-text]").get_by_text(answer).wait_for()
        tab.evaluate("document.querySelector('[data-notice-text]').textContent = ''")
        assert (tab.evaluate(KEPT) or {"clips": []})["clips"] == []
    tab.close()


@FIREFOX_IN_PROOF
def test_words_of_people_are_text(reader, pack):
    """On the wall, in a clip, in the order and in the filters; the longest do not push the page aside."""
    data = offer(only(title=HOSTILE, notes=(HOSTILE,), tags=(HOSTILE,), place=HOSTILE), clip(2, title="a" * 300))
    with reader.tab(width=360) as tab:
        tab.goto(pack(data))
        tab.wait_for(WHOLE)
        tab.evaluate(f"document.querySelector('{card(1, '.frame')}').click()")
        tab.press("a", "Escape", "e")

        shown = HOSTILE.replace("\u202e", "")
        for place in (card(1, ".title"), card(1, ".where"), "[data-clip-title]", "#clip .note", "#order .title"):
            assert tab.evaluate(f"document.querySelector('{place}').textContent") == shown, place
        assert not tab.evaluate(OWNED)
        assert tab.evaluate("document.documentElement.scrollWidth") == 360


@FIREFOX_IN_PROOF
def test_a_page_with_its_pictures_in_it_needs_nothing_beside_it(reader, clips, tmp_path):
    """As a messenger on a telephone opens it: alone. The still and the board are seen, and can be chosen from."""
    one = clip(1, video=None)
    files = {each: (clips / each).read_bytes() for each in files_of(one)}
    (tmp_path / "alone.html").write_bytes(page(offer(one, stills=True), files))
    with reader.tab() as tab:
        tab.goto((tmp_path / "alone.html").as_uri())
        tab.wait_for(WHOLE)
        tab.wait_for(f"document.querySelector('{card(1, 'img')}').naturalWidth === 64")
        tab.click(card(1, ".frame"))
        tab.press(".", "i", "p")
        assert "data:image/jpeg" in tab.evaluate("document.querySelector('.stage').style.backgroundImage")
        assert said(tab)["clips"] == [{"clip": one.id, **picks(flag="select", in_ms=1000)}]


def planted(address: str, store: Site) -> None:
    """The page of this address with markup of somebody else in it."""
    file = Path(address.removeprefix("file://"))
    markup = f'<script>document.title="owned"</script><img src="{store.address}/x"></body>'
    file.write_text(file.read_text().replace("</body>", markup))


def test_what_got_in_neither_runs_nor_speaks(reader, pack, tmp_path):
    """Sabotage of the escaping: a planted script and picture do nothing; without the policy both would be seen."""
    with serve(tmp_path) as store, reader.tab() as tab:
        address = pack()
        planted(address, store)
        tab.goto(address)
        tab.wait_for(WHOLE)
        assert not tab.evaluate(OWNED)
        assert asked(store) == []

        file = Path(address.removeprefix("file://"))
        file.write_text(file.read_text().replace("Content-Security-Policy", "X-None"))
        tab.goto(address)
        tab.wait_for(OWNED)
        assert asked(store) == ["/x"]
