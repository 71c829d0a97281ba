"""The eight made landscapes of the demo's card: three spring days in and around a town, without anybody in them."""

from mediadesk.media.scenery import (
    ACROSS,
    DOWN,
    Layer,
    Scene,
    chance,
    clouds,
    crowns,
    disc,
    glow,
    ground,
    ridge,
    roofs,
    some_windows,
    stripes,
    windows,
)


def _sound(seed: int, low: int, *hertz: float) -> str:
    """A soft wind below so many hertz, and a calm chord over it."""
    chord = "+".join(f"sin(2*PI*{each}*t)" for each in hertz)
    return (
        f"anoisesrc=c=brown:r=48000:a=0.5:s={seed},lowpass=f={low},tremolo=f=0.3:d=0.5,volume=0.5[wind{seed}];"
        f"aevalsrc='0.07*({chord})*(0.8+0.2*sin(2*PI*0.4*t))':s=48000[chord{seed}];"
        f"[wind{seed}][chord{seed}]amix=normalize=0"
    )


def _sky(top: str, bottom: str, sun: str, at: tuple[float, float], radius: float) -> Layer:
    return Layer(colour=top, coats=((bottom, DOWN), (sun, glow(*at, 0.28, 0.55)), (sun, disc(*at, radius))))


# a wide square in the morning: towers that stand close, lime trees, paving
SQUARE = Scene(
    size=(1920, 1080),
    rate=30,
    seconds=5,
    layers=(
        _sky("#5f9fd4", "#f9ead0", "#fff3d0", (0.42, 0.34), 0.05),
        Layer(colour="#ffffff", mask=f"0.8*{clouds(0.2, 0.75, 0.06, 3)}", step=(1, 0)),
        Layer(colour="#a3b3c1", coats=(("#8a9caf", windows(0.018, 0.024)),), mask=roofs(0.64, 0.13, 0.036, 4)),
        Layer(colour="#6c9566", mask=crowns(0.71, 0.17, 0.08, 2), step=(-1, 0)),
        Layer(colour="#cdc1ac", coats=(("#b8ab95", stripes(0.22, 0.012, 0.35)),), mask=ground("0.71"), step=(-2, 0)),
        Layer(colour="#41634c", mask=crowns(1.0, 0.55, 0.15, 5), step=(-4, 0)),
    ),
    sound=_sound(1, 600, 220, 277.18, 329.63),
)

# a block of flats, filmed upright, the camera tilting up: some windows are boarded
BLOCK = Scene(
    size=(720, 1280),
    rate=30,
    seconds=4,
    layers=(
        Layer(colour="#7fb2de", coats=(("#e6eef2", DOWN),)),
        Layer(colour="#ffffff", mask=f"0.8*{clouds(0.14, 0.5, 0.05, 5)}", step=(1, 0)),
        Layer(
            colour="#d8cdbb",
            coats=(
                ("#c2b5a0", f"max(lt(mod({DOWN},0.07),0.004),lt(mod({ACROSS},0.1),0.004))"),
                ("#5b7690", windows(0.1, 0.07)),
                ("#b98a55", some_windows(0.1, 0.07, 5, 5)),
            ),
            mask=f"{ground('0.27')}*gte({ACROSS},0.08)",
            step=(0, 1),
        ),
        Layer(colour="#4f7d4a", mask=crowns(0.97, 0.3, 0.12, 3), step=(0, 2)),
    ),
    sound=_sound(2, 900, 392, 587.33),
)

# a tram goes home
TRAM = Scene(
    size=(1280, 720),
    rate=25,
    seconds=5,
    layers=(
        _sky("#40518a", "#f5a66b", "#ffe2a8", (1.25, 0.55), 0.07),
        Layer(colour="#b3708a", mask=f"0.5*{clouds(0.3, 0.8, 0.05, 7)}", step=(1, 0)),
        Layer(colour="#6d5878", mask=roofs(0.68, 0.11, 0.022, 3)),
        Layer(
            colour="#43405e",
            coats=(("#ffcf87", some_windows(0.03, 0.04, 9, 5)),),
            mask=roofs(0.76, 0.19, 0.03, 11),
            step=(-1, 0),
        ),
        Layer(
            colour="#2c2b40",
            coats=(("#8d83a0", f"max(between({DOWN},0.86,0.864),between({DOWN},0.9,0.905))"),),
            mask=ground("0.8"),
        ),
        Layer(
            colour="#b8352f",
            coats=(
                ("#f1e3c6", f"lt({DOWN},0.55)"),
                ("#ffdf9a", f"between({DOWN},0.2,0.5)*between(mod({ACROSS},0.42),0.06,0.36)"),
                ("#231f2e", f"gt({DOWN},0.86)"),
            ),
            mask=f"between({DOWN},0.06,0.88)*between({ACROSS},0.06,3.2)"
            f"+between({DOWN},0.88,0.98)*(between({ACROSS},0.4,0.9)+between({ACROSS},2.3,2.8))"
            f"+lt({DOWN},0.06)*between({ACROSS},1.5,1.9)",
            step=(6, 0),
            part=(0.5, 0.27),
            begins=(-0.42, 0.63),
        ),
    ),
    sound=_sound(3, 300, 110, 164.81, 220),
)

# straight down from a drone: fields, a road, a row of trees along it
_BEND = f"({ACROSS}-0.05*sin({DOWN}*4))"
_TREES = f"clip(H*(0.012-hypot({_BEND}-0.645,mod({DOWN},0.035)-0.0175)),0,1)"
_PLOT = (f"floor({ACROSS}/0.17)", f"floor({DOWN}/0.13)")
FIELDS = Scene(
    size=(1280, 720),
    rate=30,
    seconds=5,
    layers=(
        Layer(colour="#7fa653"),
        Layer(
            colour="#7fa653",
            coats=(
                ("#d9c64a", f"eq({chance(2, 3, *_PLOT)},0)"),
                ("#8b6b48", f"eq({chance(5, 4, *_PLOT)},1)"),
                ("#4d7340", f"max(lt(mod({ACROSS},0.17),0.006),lt(mod({DOWN},0.13),0.005))"),
                ("#4d7340", f"0.15*{stripes(0.012, 0.005, 0.3)}"),
                ("#bdb8ad", f"clip(H*(0.009-abs({_BEND}-0.62)),0,1)"),
                ("#f2efe6", f"lt(abs({_BEND}-0.62),0.0011)*lt(mod({DOWN},0.03),0.015)"),
                ("#2f5233", f"{_TREES}*gt({chance(4, 6, f'floor({DOWN}/0.035)')},1)"),
            ),
            step=(0, 2),
        ),
    ),
    sound=None,
)

# clouds race over the roofs: a telephone keeps no sound of a time lapse
LAPSE = Scene(
    size=(1280, 720),
    rate=30,
    seconds=4,
    layers=(
        Layer(colour="#3f7fc0", coats=(("#d5e8f4", DOWN),)),
        Layer(colour="#ffffff", mask=f"0.9*{clouds(0.28, 0.7, 0.09, 2)}", step=(3, 0)),
        Layer(colour="#f3f7fa", mask=f"0.9*{clouds(0.52, 0.5, 0.06, 6)}", step=(5, 0)),
        Layer(colour="#a9746a", mask=roofs(0.76, 0.16, 0.018, 5)),
        Layer(
            colour="#8c4f48",
            coats=(("#f4e6cf", some_windows(0.05, 0.07, 4, 2)),),
            mask=roofs(0.88, 0.24, 0.024, 8),
        ),
    ),
    sound=None,
)

# a river in the evening
_RIPPLE = f"lt(mod({DOWN}+0.004*sin(9*{ACROSS}),0.03),0.004)*gt(sin(7*{ACROSS}+90*floor({DOWN}/0.03)),0.2)"
RIVER = Scene(
    size=(1280, 720),
    rate=25,
    seconds=5,
    layers=(
        _sky("#7d8fb8", "#f3c9a0", "#fff0c8", (0.6, 0.4), 0.045),
        Layer(colour="#7f8fa6", mask=ground(ridge(0.5, (0.02, 1.3, 0.2), (0.01, 0.5, 0.1)))),
        Layer(colour="#48665c", mask=crowns(0.56, 0.09, 0.045, 7), step=(-1, 0)),
        Layer(colour="#8aa0b8", coats=(("#f6d7b0", glow(0.6, 0.6, 0.3, 0.8)),), mask=ground("0.56")),
        Layer(colour="#fff1d6", mask=f"0.45*gt({DOWN},0.58)*{_RIPPLE}", step=(1, 0)),
        Layer(colour="#26403a", mask=crowns(1.0, 0.42, 0.12, 1), step=(-3, 0)),
    ),
    sound=_sound(4, 1500, 261.63, 392),
)

# rape in flower below a blue sky
MEADOW = Scene(
    size=(1280, 720),
    rate=30,
    seconds=5,
    layers=(
        _sky("#2f78c8", "#d3e8f6", "#ffffff", (1.4, 0.2), 0.04),
        Layer(colour="#ffffff", mask=f"0.9*{clouds(0.3, 0.8, 0.06, 4)}", step=(1, 0)),
        Layer(colour="#7ea787", mask=ground(ridge(0.55, (0.03, 1.7, 0.3), (0.012, 0.6, 0)))),
        Layer(colour="#4f7d4a", mask=ground(ridge(0.62, (0.02, 1.1, 0.7))), step=(-1, 0)),
        Layer(
            colour="#f0cf2e",
            coats=(("#d9b51c", stripes(0.08, 0.026, 1.7)),),
            mask=ground(ridge(0.7, (0.025, 1.5, 0.1))),
            step=(-2, 0),
        ),
        Layer(
            colour="#5d8a2f",
            coats=(("#ffe45c", f"lt(hypot(mod({ACROSS},0.06)-0.03,mod({DOWN},0.05)-0.025),0.012)"),),
            mask=ground(ridge(0.88, (0.02, 0.7, 0.4))),
            step=(-4, 0),
        ),
    ),
    sound=_sound(5, 1200, 523.25, 659.26),
)

# the town at night: one window after the other is lit
_SPECK = (f"floor({ACROSS}*120)", f"floor({DOWN}*120)")
NIGHT = Scene(
    size=(1280, 720),
    rate=30,
    seconds=4,
    layers=(
        Layer(
            colour="#0d1530",
            coats=(
                ("#33466f", DOWN),
                ("#ffffff", f"0.8*lt({DOWN},0.5)*if(eq({chance(3, 111, *_SPECK)},1),eq({chance(8, 4, *_SPECK)},0),0)"),
                ("#f6edd0", disc(1.35, 0.22, 0.05)),
            ),
        ),
        Layer(colour="#1c2748", mask=roofs(0.62, 0.14, 0.022, 5)),
        Layer(
            colour="#121a33",
            coats=(("#f5cf7a", some_windows(0.036, 0.05, 3, 6)),),
            mask=roofs(0.74, 0.26, 0.04, 2),
        ),
        Layer(colour="#ffdf96", mask=f"{ground('0.76')}*{some_windows(0.036, 0.05, 8, 6)}", since=1),
        Layer(colour="#f2e2b4", mask=f"{ground('0.76')}*{some_windows(0.036, 0.05, 1, 7)}", since=2.5),
    ),
    sound=_sound(6, 200, 146.83, 220),
)
