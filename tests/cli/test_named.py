"""The desk that was named before the verb."""

import subprocess
import sys
from contextvars import copy_context
from pathlib import Path

from mediadesk.cli import named


def test_the_nearer_word_counts_and_none_outlives_its_command():
    """After the verb, else before it, else none."""

    def command() -> tuple[Path | None, Path | None]:
        named._note(Path("before"))
        return named.desk_named(Path("after")), named.desk_named(None)

    assert copy_context().run(command) == (Path("after"), Path("before"))
    assert named.desk_named(None) is None


def test_the_help_does_not_pay_for_it():
    """Neither settings nor clips are loaded to print the verbs."""
    asked = "import sys; from mediadesk.cli.app import run; run(['--help']); print(*sys.modules, file=sys.stderr)"

    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stderr.split()

    ours = {name for name in loaded if name.startswith("mediadesk")}
    assert ours == {
        "mediadesk", "mediadesk.cli", "mediadesk.cli.app", "mediadesk.cli.named", "mediadesk.errors", "mediadesk.model",
        "mediadesk.model.names",
    }  # fmt: skip
