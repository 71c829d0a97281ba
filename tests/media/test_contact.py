"""Pages of A4: every clip in its place, headings over them, nothing but pictures and few words."""

from io import BytesIO

import pytest
from PIL import Image

from mediadesk.errors import ToolFailed
from mediadesk.media import contact, leaks
from mediadesk.model.contact import Cell, Group


def a_jpeg(colour: tuple[int, int, int], size: tuple[int, int] = (320, 180)) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, colour).save(written, "JPEG")
    return written.getvalue()


def of(*counts: int) -> list[Group]:
    """Groups of so many clips each."""
    numbers = iter(range(sum(counts)))
    return [
        Group(heading=f"Day {day}", cells=tuple(Cell(id=f"C{next(numbers):03}", length="0:12") for _ in range(count)))
        for day, count in enumerate(counts)
    ]


def opened(page: bytes) -> Image.Image:
    with Image.open(BytesIO(page)) as picture:
        return picture.convert("RGB")


def test_a_page_is_a4_for_a_printer_and_holds_nothing_else(tmp_path):
    """210 x 297 mm at 200 dots an inch: that is all its only segment (JFIF) says; no tag of any program."""
    (page,) = contact.pages(of(2), {"C000": a_jpeg((200, 0, 0))})
    (tmp_path / "page.jpg").write_bytes(page)

    with Image.open(BytesIO(page)) as picture:
        assert (picture.size, picture.info["dpi"]) == ((1654, 2339), (200, 200))
    assert [round(pixels / contact.DPI * 25.4) for pixels in contact.PAGE] == [210, 297]
    assert [each.what for each in leaks.jpeg_findings(tmp_path / "page.jpg", "page")] == ["JPEG segment E0"]


def test_every_picture_stands_in_its_place_and_a_missing_one_leaves_it_empty():
    """Wide ones fill the width, upright ones the height; ids in ink under them."""
    red, green = a_jpeg((200, 0, 0)), a_jpeg((0, 160, 0), (180, 320))
    (page,) = contact.pages(of(3), {"C000": red, "C001": green})
    picture = opened(page)

    places = [(94 + number * 495 + 237, 150 + 178) for number in range(3)]
    assert [max(range(3), key=picture.getpixel(place).__getitem__) for place in places[:2]] == [0, 1]
    assert picture.getpixel(places[2]) == pytest.approx((238, 239, 240), abs=3)
    under = picture.crop((94, 150 + 357, 300, 150 + 395)).convert("L")
    assert under.getextrema()[0] < 80


def test_many_clips_take_several_pages_and_none_is_lost():
    """The same day goes on under its heading on the next page."""
    groups = of(40, 3, 50, 7)
    rows = list(contact._paged(groups, contact._Grid(columns=5)))

    cells = [cell for page in rows for row in page if not isinstance(row, str) for cell in row]
    assert cells == [cell for group in groups for cell in group.cells]
    assert all(isinstance(page[0], str) for page in rows)
    assert len(contact.pages(groups, {})) == len(rows) > 1
    grid = contact._Grid(columns=5)
    heights = [sum(56 if isinstance(row, str) else grid.row for row in page) for page in rows]
    assert max(heights) <= contact.PAGE[1] - 2 * 94


def test_what_is_no_picture_is_an_error():
    with pytest.raises(ToolFailed, match="no whole JPEG"):
        contact.pages(of(1), {"C000": b"GIF89a"})


def test_no_clip_no_page():
    assert contact.pages([], {}) == []
