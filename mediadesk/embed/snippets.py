"""What an editor pastes: the same film for each kind of site, as far as that kind lets it in."""

import json
import re
from collections.abc import Callable
from itertools import starmap
from typing import Final

from markupsafe import Markup, escape

from mediadesk.embed.page import Page, oembed, poster_size, said
from mediadesk.embed.plain import megabytes
from mediadesk.errors import Misasked, Refused
from mediadesk.model.timecode import format_clock


def snippet(kind: str, page: Page) -> str:
    """The snippet for one of KINDS, ending without a line break.

    Raises Refused without `public_url`: a post needs absolute addresses. Raises Misasked for another kind.
    """
    if kind not in _KINDS:
        raise Misasked(f"there is no snippet for {kind!r}", hint=f"--for {'|'.join(KINDS)}")
    address = page.address()
    if address is None:
        raise no_public_address()
    return _KINDS[kind](said(page), address)


def no_public_address() -> Refused:
    """What to raise where a post needs an absolute address, and what to do."""
    return Refused(
        "a post needs the public address of the store, and the store has none",
        hint="set public_url in [store.NAME] of mediadesk.toml",
    )


def _html(page: Page, address: str) -> str:
    """A frame of the film's shape, the first publication, and a link that feed readers turn into an enclosure."""
    width, height = page.frame()
    shape = f"aspect-ratio:{page.ratio()};border:0" + (f";max-width:{width}px" if height > width else "")
    frame = Markup(
        '<iframe src="{address}" title="{title}" width="{width}" height="{height}"'
        ' style="width:100%;height:auto;{shape}" allow="fullscreen; picture-in-picture; clipboard-write"'
        ' allowfullscreen loading="lazy" referrerpolicy="no-referrer"></iframe>'
    ).format(address=address, title=_words(page, "video", title=page.title), width=width, height=height, shape=shape)
    return "\n".join([frame, *_beneath(page)])


def _wordpress(_page: Page, address: str) -> str:
    """The address alone on a line: WordPress finds the rest, for every role."""
    return address


def _wordpress_author(page: Page, address: str) -> str:
    """The same with what may stand beneath it; WordPress takes frames away from authors, these links stay."""
    return "\n\n".join([address, *_beneath(page)])


def _ghost(page: Page, address: str) -> str:
    """Two HTML cards, as Ghost sends its posts as e-mail too and a mail shows no frame."""
    web = ["<!-- an HTML card, shown on the web -->", _html(page, address)]
    return "\n".join([*web, "", "<!-- an HTML card, shown in e-mail -->", _email(page, address)])


def _hugo(page: Page, address: str) -> str:
    """A shortcode, as Hugo drops HTML from Markdown. `embed.once.shortcode` is the file that it calls.

    All parameters are named, for Hugo takes no mixture (https://gohugo.io/methods/shortcode/get/). A quotation mark or
    backslash would end one.
    """
    width, height = page.frame()
    title = _words(page, "video", title=page.title)
    parameters = {"src": address, "title": title, "width": str(width), "height": str(height)}
    if page.outlet or page.first_address():
        first = {"credit": _words(page, "first_published"), "outlet": _outlet(page)}
        parameters |= first | {"outlet_url": page.first_address() or ""}
    parameters |= {"download": page.absolute(page.mp4), "download_name": _download(page)}
    return f"{{{{< mediadesk {' '.join(starmap(_parameter, parameters.items()))} >}}}}"


def _parameter(name: str, text: str) -> str:
    calm = text.replace('"', "”").replace("\\", "/")
    return f'{name}="{calm}"'


def _markdown(page: Page, address: str) -> str:
    """A linked poster: Markdown has no frame that every site keeps."""
    lines = [f"[![{_marked(_watch(page))}]({_picture(page)})]({address})"]
    if page.outlet or page.first_address():
        first = page.first_address()
        name = _marked(_outlet(page))
        lines.append(f"{_words(page, 'first_published')} {f'[{name}](<{first}>)' if first else name}")
    return "\n\n".join(lines)


def _email(page: Page, address: str) -> str:
    """A linked poster in a table, the one layout that every mail program keeps."""
    width, _ = page.frame()
    poster_width, poster_height = poster_size(page)
    rows = [
        Markup(
            '<tr><td><a href="{address}"><img src="{poster}" width="{width}" height="{height}"'
            ' style="width:100%;max-width:{width}px;height:auto;display:block;border:0" alt="{alt}"></a></td></tr>'
        ).format(
            address=address,
            poster=_picture(page),
            width=width,
            height=round(width * poster_height / poster_width),
            alt=_watch(page),
        )
    ]
    if not page.play_poster:  # nothing in the picture says that it is a film
        rows.append(Markup('<tr><td><a href="{}">{}</a></td></tr>').format(address, _watch(page)))
    table = Markup('<table role="presentation" width="100%">{}</table>').format(Markup("").join(rows))
    return "\n".join([table, *_first_published(page)])


def _oembed(page: Page, _address: str) -> str:
    """The answer a site gets that asks for oEmbed, to read or to put into another system."""
    return json.dumps(json.loads(oembed(page) or b"null"), ensure_ascii=False, indent=2)


_KINDS: Final[dict[str, Callable[[Page, str], str]]] = {
    "html": _html,
    "wordpress": _wordpress,
    "wordpress-author": _wordpress_author,
    "ghost": _ghost,
    "hugo": _hugo,
    "markdown": _markdown,
    "email": _email,
    "oembed": _oembed,
}
KINDS: Final = tuple(_KINDS)


def _beneath(page: Page) -> list[str]:
    # WordPress makes a plain link to an MP4 the post's enclosure, which podcast programs read
    download = Markup('<p><a href="{}">{}</a></p>').format(page.absolute(page.mp4), _download(page))
    return [*_first_published(page), str(download)]


def _download(page: Page) -> str:
    return f"{_words(page, 'download')} ({_words(page, 'megabytes', size=megabytes(page.mp4_bytes))})"


def _picture(page: Page) -> str:
    """The still for where nothing can play, with the play button painted in where one was made."""
    return page.absolute(page.play_poster) if page.play_poster else page.still()


def _first_published(page: Page) -> list[str]:
    first = page.first_address()
    if not page.outlet and not first:
        return []
    outlet = escape(_outlet(page))
    name = Markup('<a href="{}">{}</a>').format(first, outlet) if first else outlet
    return [str(Markup("<p>{} {}</p>").format(_words(page, "first_published"), name))]


def _outlet(page: Page) -> str:
    return page.outlet or (page.first_address() or "").split("/")[2]


def _watch(page: Page) -> str:
    return _words(page, "watch", title=page.title, length=format_clock(page.seconds))


def _words(page: Page, name: str, **values: str) -> str:
    return page.words()[name].format(**values)


def _marked(text: str) -> str:
    # every ASCII punctuation mark may be escaped in Markdown (CommonMark 2.4), so that none of them means anything
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)
