"""A contact sheet for the printer: pages of A4 as pictures, with a still of every clip."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw

from mediadesk.errors import ToolFailed
from mediadesk.media.lettering import lettered
from mediadesk.media.stills import MOST_PIXELS
from mediadesk.model.contact import Cell, Group

DPI = 200
PAGE = 1654, 2339  # pixels: A4, 210 x 297 mm, at so many dots an inch

_EDGE, _GAP = 94, 20  # 12 mm, which every printer can print up to
_COLUMNS = ((12, 3), (30, 4))  # up to so many clips so many in a row; of more than those
_MOST_COLUMNS = 5
_HEADING, _WORDS = 56, 40  # the height of a line, in pixels
_HEADING_LETTERS, _WORD_LETTERS = 32, 24  # 4 mm and 3 mm
_INK, _FAINT, _BEHIND = (22, 24, 26), (96, 100, 104), (238, 239, 240)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """How wide and high a picture may be, and how many stand in a row."""

    columns: int

    @property
    def width(self) -> int:
        return (PAGE[0] - 2 * _EDGE - (self.columns - 1) * _GAP) // self.columns

    @property
    def height(self) -> int:
        return self.width * 3 // 4

    @property
    def row(self) -> int:
        return self.height + _WORDS + _GAP


def pages(groups: Sequence[Group], pictures: Mapping[str, bytes]) -> list[bytes]:
    """JPEGs of A4 at 200 dpi; `pictures` are JPEGs by the ids of clips, and a clip without one has an empty place.

    A heading stands on the page of its first row, and again where its clips go on. Raises ToolFailed for a picture
    that is none.
    """
    count = sum(len(group.cells) for group in groups)
    grid = _Grid(columns=next((columns for most, columns in _COLUMNS if count <= most), _MOST_COLUMNS))
    sheets = [_page(rows, grid, pictures) for rows in _paged(groups, grid)]
    for number, sheet in enumerate(sheets, 1):
        if len(sheets) > 1:
            _write(sheet, (PAGE[0] - _EDGE, PAGE[1] - _EDGE // 2), f"{number} / {len(sheets)}", _WORD_LETTERS, "rm")
    return [_jpeg(sheet) for sheet in sheets]


Row = str | tuple[Cell, ...]  # a heading, or clips


def _paged(groups: Sequence[Group], grid: _Grid) -> Iterator[list[Row]]:
    """The rows of each page."""
    rows: list[Row] = []
    left = PAGE[1] - 2 * _EDGE
    for group in groups:
        headed = False
        for first in range(0, len(group.cells), grid.columns):
            needs = grid.row + (0 if headed else _HEADING)
            if needs > left and rows:
                yield rows
                rows, left, headed = [], PAGE[1] - 2 * _EDGE, False
                needs = grid.row + _HEADING
            if not headed:
                rows.append(group.heading)
                headed = True
            rows.append(group.cells[first : first + grid.columns])
            left -= needs
    if rows:
        yield rows


def _page(rows: Sequence[Row], grid: _Grid, pictures: Mapping[str, bytes]) -> Image.Image:
    sheet = Image.new("RGB", PAGE, (255, 255, 255))
    top = _EDGE
    for row in rows:
        if isinstance(row, str):
            _write(sheet, (_EDGE, top + _HEADING // 2), row, _HEADING_LETTERS, "lm")
            top += _HEADING
            continue
        for number, cell in enumerate(row):
            left = _EDGE + number * (grid.width + _GAP)
            _place(sheet, (left, top), grid, pictures.get(cell.id))
            under = top + grid.height + _WORDS // 2
            _write(sheet, (left, under), cell.id, _WORD_LETTERS, "lm")
            _write(sheet, (left + grid.width, under), cell.length, _WORD_LETTERS, "rm", _FAINT)
        top += grid.row
    return sheet


def _place(sheet: Image.Image, corner: tuple[int, int], grid: _Grid, jpeg: bytes | None) -> None:
    """The whole picture in the middle of its place."""
    left, top = corner
    sheet.paste(_BEHIND, (left, top, left + grid.width, top + grid.height))
    if jpeg is None:
        return
    picture = _opened(jpeg)
    scale = min(grid.width / picture.width, grid.height / picture.height)
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    place = left + (grid.width - size[0]) // 2, top + (grid.height - size[1]) // 2
    sheet.paste(picture.resize(size, Image.Resampling.LANCZOS), place)


def _opened(jpeg: bytes) -> Image.Image:
    try:
        with Image.open(BytesIO(jpeg), formats=["JPEG"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ToolFailed("a picture for the sheet is far larger than any we make")
            return picture.convert("RGB")
    except OSError as error:
        raise ToolFailed(
            "a picture for the sheet is no whole JPEG", hint="mediadesk derive --recipe thumbnail"
        ) from error


def _write(
    sheet: Image.Image,
    place: tuple[int, int],
    words: str,
    letters: int,
    anchor: str,
    ink: tuple[int, int, int] = _INK,
) -> None:
    font, written = lettered(words, letters)
    ImageDraw.Draw(sheet).text(place, written, fill=ink, font=font, anchor=anchor)


def _jpeg(sheet: Image.Image) -> bytes:
    written = BytesIO()
    sheet.save(written, "JPEG", quality=88, dpi=(DPI, DPI))
    return written.getvalue()
