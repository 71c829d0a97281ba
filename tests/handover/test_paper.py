"""What pages are made with: a template escapes, a policy lets nothing foreign in."""

import base64
import hashlib

from mediadesk.handover.paper import policy, program, style, templates


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


def test_a_policy_knows_a_program_and_files_beside_the_page():
    """Of a page that has them; nothing else is let in by that."""
    script = program("picking/words.js")

    rules = policy("", script, beside=True).split("; ")

    assert rules[0] == "default-src 'none'"
    assert rules[1] == "img-src data: 'self' file:"
    assert rules[3].startswith("script-src 'sha256-")
    assert rules[4] == "media-src 'self' file:"
    assert not policy("").count("script-src")


def test_a_program_leaves_nothing_behind():
    """Its names are its own, so that nothing that got into the page could call them."""
    script = program("picking/words.js")

    assert script.startswith("(() => {\n'use strict';\n")
    assert script.endswith("})();\n")


def test_all_pages_look_alike():
    """Colours and type are said once."""
    assert "--wall: #f6f5f1" in style()
    assert all(style(name).startswith(style()) for name in ("sheet.css", "report.css", "picking.css"))
