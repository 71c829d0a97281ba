"""What pages are made with: a template escapes, a policy lets nothing foreign in."""

import base64
import hashlib

from mediadesk.handover.paper import policy, style, templates


def test_a_policy_knows_our_style_and_nothing_else():
    """No script, no network, no other style."""
    css = style("sheet.css")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()

    assert policy(css).split("; ") == [
        "default-src 'none'",
        "img-src data:",
        f"style-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def test_a_style_stays_as_it_is():
    """Its quotes must not be escaped, or its hash would be another one."""
    assert '"Noto Sans"' in templates().from_string("{{ css }}").render(css=style("sheet.css"))


def test_a_template_escapes():
    """A name is text, never markup."""
    assert templates().from_string("{{ name }}").render(name="<b>") == "&lt;b&gt;"
