"""Made landscapes for the demo's card, as filter graphs of ffmpeg: nobody is in them, and no real place.

A scene is a few flat layers, cut out like paper, each drawn once (`geq`) and then moved before the ones behind it: near
ones faster. In an expression X and Y are pixels, and the layer's height is the unit: a scene can be drawn at any size.
It is drawn at half the size of its clip, which is four times as fast and softens the edges.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from math import pi

Coat = tuple[str, str]  # a colour, and how much of it is where: an expression from 0 to 1

ACROSS, DOWN = "(X/H)", "(Y/H)"

_BT709 = "range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"
_FADE = 0.4  # seconds, at the end of the sound


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One still picture and its way across the frame."""

    colour: str  # #rrggbb
    coats: tuple[Coat, ...] = ()  # over it, one over the other
    mask: str | None = None  # 0 is clear, 1 is solid; None is solid everywhere
    step: tuple[int, int] = (0, 0)  # pixels a frame, right and down; the layer is as much larger as its way is long
    part: tuple[float, float] | None = None  # in widths and heights of the frame: a layer smaller than it, and where
    begins: tuple[float, float] = (0, 0)  # it is in the first frame
    since: float = 0  # seconds; not seen before


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a made clip shows and sounds like."""

    size: tuple[int, int]  # multiples of four
    rate: int
    seconds: float
    layers: tuple[Layer, ...]
    sound: str | None  # a graph that ends in one open output; None is silent


def graph(scene: Scene, *, lying: bool = False) -> str:
    """The scene as one `-filter_complex`; ends in [v], and in [a] where there is sound.

    A `lying` picture is a quarter turned to the left, as a telephone held upright stores it.
    """
    chains = [chain for number, layer in enumerate(scene.layers) for chain in _still(layer, scene, f"l{number}")]
    below = "l0"
    for number, layer in list(enumerate(scene.layers))[1:]:
        since = f":enable='gte(t,{layer.since})'" if layer.since else ""
        chains.append(f"[{below}][l{number}]overlay={_way(layer, scene)}:format=yuv444{since}[o{number}]")
        below = f"o{number}"
    width, height = scene.size
    enlarged = f"scale={width}:{height}:flags=bicubic,format=yuv420p,setparams={_BT709}"
    turned = ",transpose=cclock" if lying else ""
    chains.append(f"[{below}]trim=end_frame={_frames(scene)},{enlarged}{turned}[v]")
    if scene.sound:
        faded = f"afade=t=out:st={max(0, scene.seconds - _FADE):g}:d={_FADE}"
        chains.append(f"{scene.sound},atrim=end={scene.seconds:g},{faded}[a]")
    return ";".join(chains)


def ground(line: str) -> str:
    """Everything below a line, which is given in heights from above."""
    return f"clip(H*({DOWN}-({line})),0,1)"


def ridge(base: float, *waves: tuple[float, float, float]) -> str:
    """A line of hills: each wave has an amplitude, a length and a beginning, in heights."""
    return f"{base}" + "".join(f"+{high}*sin({2 * pi / long:.4f}*({ACROSS}+{at}))" for high, long, at in waves)


def roofs(base: float, width: float, step: float, seed: int) -> str:
    """A town in outline: houses of one width, from their roofs down; the lowest roof is at `base`."""
    line = f"{base}-{step}*{chance(seed, 7, f'floor({ACROSS}/{width})')}"
    return f"if(lt({DOWN},{base - 7 * step:g}),0,if(gt({DOWN},{base + 0.01:g}),1,{ground(line)}))"


def chance(seed: int, of: int, count: str, other: str = "0") -> str:
    """A whole number from 0 to `of` - 1 that looks thrown. Whole numbers are the same on every machine."""
    return (
        f"(st(0,{count})*0+st(1,{other})*0"
        f"+mod(floor(mod(ld(0)*ld(0)*37+ld(0)*811+ld(1)*ld(1)*59+ld(1)*577+ld(0)*ld(1)*23+{seed * 173},1009)/9),{of}))"
    )


def windows(width: float, height: float) -> str:
    """Panes in a grid of cells."""
    return f"between(mod({ACROSS},{width})/{width},0.28,0.72)*between(mod({DOWN},{height})/{height},0.3,0.78)"


def some_windows(width: float, height: float, seed: int, one_in: int) -> str:
    """One in so many of them."""
    which = chance(seed, one_in, f"floor({ACROSS}/{width})", f"floor({DOWN}/{height})")
    return f"if({windows(width, height)},eq({which},0),0)"


def stripes(apart: float, wide: float, slant: float) -> str:
    """Slanting lines."""
    return f"lt(mod({ACROSS}+{slant}*{DOWN},{apart}),{wide})"


def disc(across: float, down: float, radius: float) -> str:
    """A disc, in heights."""
    return f"clip(H*({radius}-hypot({ACROSS}-{across},{DOWN}-{down})),0,1)"


def glow(across: float, down: float, reach: float, strength: float) -> str:
    """The light around something."""
    return f"{strength}*exp(0-hypot({ACROSS}-{across},{DOWN}-{down})/{reach})"


def crowns(base: float, apart: float, radius: float, seed: int) -> str:
    """A row of trees, each of three round heaps of leaves, and everything below the line they stand on."""
    higher = f"{radius * 0.14:g}*{chance(seed, 5, f'floor({ACROSS}/{apart})')}"
    leaves = _heaps(radius, ((0, -0.35, 0.72), (-0.5, 0.2, 0.6), (0.5, 0.15, 0.55)))
    trees = f"{_cell(apart, f'{DOWN}-{base - radius * 0.3:g}+{higher}')}+{leaves}"
    return f"if(lt({DOWN},{base - radius * 2:g}),0,if(gt({DOWN},{base}),1,{trees}))"


def clouds(base: float, apart: float, size: float, seed: int) -> str:
    """A row of clouds with flat feet, at about `base`."""
    higher = f"{size * 0.5:g}*{chance(seed, 4, f'floor({ACROSS}/{apart})')}"
    bodies = _heaps(size, ((0, -0.1, 0.8), (-1, 0.1, 0.5), (0.95, 0.15, 0.55), (1.7, 0.3, 0.3)))
    row = f"{_cell(apart, f'{DOWN}-{base}+{higher}')}+{bodies}*lt(ld(3),{size * 0.35:g})"
    return f"if(between({DOWN},{base - size * 2.5:g},{base + size * 0.4:g}),{row},0)"


def _cell(apart: float, down: str) -> str:
    """Notes where a pixel lies in a row of like things: from their middle, in register 2 across and in 3 down."""
    return f"st(3,{down})*0+st(2,mod({ACROSS},{apart})-{apart / 2})*0"


def _heaps(size: float, heaps: Sequence[tuple[float, float, float]]) -> str:
    """Some discs around the middle of a cell; each is across, down and radius, as shares of `size`."""
    inside = [f"({r * size:g}-hypot(ld(2)-{x * size:g},ld(3)-{y * size:g}))" for x, y, r in heaps]
    return f"clip(H*{reduce(lambda one, other: f'max({one},{other})', inside)},0,1)"


def _still(layer: Layer, scene: Scene, name: str) -> list[str]:
    """The layer drawn once and shown for ever. Every expression is for one plane: it is worked out for each pixel."""
    width, height = _size(layer, scene)
    flat = f"s={width}x{height}:r={scene.rate},trim=end_frame=1"
    chains = [f"color=c=0x{layer.colour[1:]}:{flat},format=gbrp[{name}b0]"]
    for number, (colour, share) in enumerate(layer.coats):
        coat = f"{name}c{number}"
        chains += [
            f"color=c=0x{colour[1:]}:{flat},format=gbrp[{coat}]",
            f"color=c=black:{flat},format=gray,geq=lum='255*({share})'[{coat}m]",
            f"[{coat}][{coat}m]alphamerge[{coat}a]",
            f"[{name}b{number}][{coat}a]overlay=format=gbrp[{name}b{number + 1}]",
        ]
    last, pixels = (
        f"[{name}b{len(layer.coats)}]",
        "yuv444p",
    )  # below one with alpha ffmpeg's overlay is six times as slow
    if layer.mask:
        pixels = "yuva444p"
        chains.append(f"color=c=black:{flat},format=gray,geq=lum='255*({layer.mask})'[{name}m]")
        last = f"{last}[{name}m]alphamerge,"
    ready = f"scale=out_color_matrix=bt709:out_range=tv,format={pixels}"
    return [*chains, f"{last}{ready},loop=loop=-1:size=1,setpts=N/{scene.rate}/TB[{name}]"]


def _size(layer: Layer, scene: Scene) -> tuple[int, int]:
    """Half the frame's, and the way it goes."""
    share = layer.part or (1, 1)
    way = (0, 0) if layer.part else (abs(step) * _frames(scene) for step in layer.step)
    width, height = (round(full * of / 2) + long for full, of, long in zip(scene.size, share, way, strict=True))
    return width, height


def _way(layer: Layer, scene: Scene) -> str:
    """Where the layer lies in each frame. One that goes right or down begins as far outside as its way is long."""
    outside = [0 if layer.part else min(0, -step * _frames(scene)) for step in layer.step]
    x, y = (at + round(full * of / 2) for at, full, of in zip(outside, scene.size, layer.begins, strict=True))
    return f"x='{x}+{layer.step[0]}*n':y='{y}+{layer.step[1]}*n'"


def _frames(scene: Scene) -> int:
    return round(scene.seconds * scene.rate)
