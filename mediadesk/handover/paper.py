"""What every page that is handed over is made with: templates, styles, and a policy that lets nothing foreign in."""

import base64
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


@cache
def style(name: str) -> Markup:
    """The style sheet of this name."""
    css = files("mediadesk.handover").joinpath("templates", name).read_text(encoding="utf-8")
    return Markup(css)  # noqa: S704 - our own file, never anybody's text


def policy(of_style: str) -> str:
    """A content security policy: a style that is not ours has no hash; nothing runs, nothing is fetched."""
    digest = base64.b64encode(hashlib.sha256(of_style.encode()).digest()).decode()
    return f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@cache
def templates() -> Environment:
    """Text stays text: whatever is put into a template is escaped."""
    return Environment(
        loader=PackageLoader("mediadesk.handover"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
