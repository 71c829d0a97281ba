"""Every colour of a camera → BT.709, 8 bits, limited range, square pixels: what every screen shows alike."""

from typing import Any

from mediadesk.model.clip import Hdr

# how bright diffuse white is, and so what becomes white (ITU-R BT.2408: 203 cd/m2)
_WHITE = 203
# where a picture is worked on in slices, colours are smoothed and errors spread up to their borders: without this, as
# many results as there are numbers of cores
_WHOLE = {"threads": 1}
_TRANSFER: dict[Hdr, str] = {"hlg": "arib-std-b67", "pq": "smpte2084"}


def sdr(
    picture: Any, hdr: Hdr | None, size: tuple[int, int], *, matrix: str = "bt709", full_range: bool = False
) -> Any:
    """The picture at a size, tone-mapped where it is HDR, without the side data that spoke of the original.

    An ffmpeg without zscale fails on HDR: a grey picture would be worse. JPEG wants its own matrix and the full range.
    """
    if hdr:
        picture = _tone_mapped(picture.filter("scale", *size, flags="bicubic"), hdr)
        if matrix == "bt709" and not full_range:
            return _told(picture, matrix, full_range)
        size = (-1, -1)
    levels = {"out_color_matrix": matrix, "out_range": "full" if full_range else "limited"}
    return _told(picture.filter("scale", *size, flags="bicubic", **levels), matrix, full_range)


def _tone_mapped(picture: Any, hdr: Hdr) -> Any:
    """Linear light in floats, wide gamut to narrow, bright to displayable, and back (zimg, ffmpeg's tonemap)."""
    # said outright: headers of real clips leave one or the other away
    named = picture.filter("setparams", colorspace="bt2020nc", color_primaries="bt2020", color_trc=_TRANSFER[hdr])
    light = named.filter("zscale", transfer="linear", npl=_WHITE, **_WHOLE)
    narrow = light.filter("format", "gbrpf32le").filter("zscale", primaries="bt709")
    mapped = narrow.filter("tonemap", "mobius", desat=0)
    return mapped.filter(
        "zscale", transfer="bt709", matrix="bt709", range="limited", dither="error_diffusion", **_WHOLE
    )


def _told(picture: Any, matrix: str, full_range: bool) -> Any:
    """8 bits and the right labels. Without its side data no light level or caption of the camera goes on."""
    picture = picture.filter("format", "yuvj444p" if full_range else "yuv420p").filter("setsar", 1)
    labels = {"color_primaries": "bt709", "color_trc": "bt709"}
    space = "smpte170m" if matrix == "bt601" else matrix
    return picture.filter("setparams", colorspace=space, range="pc" if full_range else "tv", **labels).filter(
        "sidedata", "delete"
    )
