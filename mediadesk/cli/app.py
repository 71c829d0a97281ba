"""The list of verbs, and the outermost door: errors become two lines and an exit code."""

import os
import resource
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import copy_context
from importlib import import_module
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperGroup
from typer.main import get_command

from mediadesk import __version__
from mediadesk.cli.named import DeskBefore
from mediadesk.errors import DeskError, Misasked, Stopped, ToolFailed
from mediadesk.model.names import shown

_AGAIN = "run the same command again: it goes on where it was"
_HINTS: dict[type[DeskError], str] = {Stopped: _AGAIN}  # for those who raised without one
_LAST_WORDS = 5  # lines of a program that failed
_FOR_US_ALONE = 0o077


class Verb(NamedTuple):
    """A verb of the module of its name. The help is here so that `--help` loads none of them."""

    name: str
    group: str
    help: str


VERBS = (
    Verb("init", "Footage", "Make a desk: a folder with a catalogue and its assets."),
    Verb("ingest", "Footage", "Copy a card so that nothing can be lost, and catalogue its clips."),
    Verb("card", "Footage", "Say whether a card may be formatted, and if not, why."),
    Verb("find", "Footage", "Find clips by place, date, words and more."),
    Verb("show", "Footage", "Show all that is known of a clip."),
    Verb("log", "Footage", "Say what a clip shows: title, notes, tags, flag, rating."),
    Verb("clock", "Footage", "Say what a camera's clock was set to, and how wrong it was."),
    Verb("place", "Footage", "Name places of your own, look places up, place clips by a GPX track."),
    Verb("undo", "Footage", "Take back the last edit, of the log or of a clock."),
    Verb("derive", "Make", "Make thumbnails, posters, storyboards, proxies, ladders."),
    Verb("worker", "Make", "Make things for a desk on another machine."),
    Verb("cluster", "Make", "Let several machines make things for one desk."),
    Verb("dispatch", "Dispatch", "Put clips together to a video report."),
    Verb("picks", "Dispatch", "Take home what an editor elsewhere picked."),
    Verb("clear", "Dispatch", "Mind who could be harmed: holds, embargoes, labels, releases, and a yes."),
    Verb("pack", "Dispatch", "Make a pack of clips for an editor who is elsewhere."),
    Verb("publish", "Publish", "Put a dispatch online, all or nothing."),
    Verb("withdraw", "Publish", "Take a dispatch offline, leaving a tombstone."),
    Verb("leakscan", "Publish", "Say what a folder or a dispatch would tell."),
    Verb("embed", "Publish", "Print what to paste into a post."),
    Verb("preview", "Publish", "Serve the folder store on this machine alone."),
    Verb("store", "Publish", "Try whether a store does all that publishing needs."),
    Verb("bundle", "Keep", "Tell another desk what is known of clips, and take in what it tells."),
    Verb("volumes", "Keep", "List the drives, and what has too few copies."),
    Verb("check", "Keep", "Check the programs, the catalogue, and every stored byte."),
    Verb("probe", "Keep", "Read facts again from what was kept of each clip."),
    Verb("backup", "Keep", "Copy the catalogue to one file."),
    Verb("restore", "Keep", "Put a backup in the catalogue's place."),
    Verb("encrypt", "Keep", "Encrypt the catalogue, or change what opens it."),
    Verb("travel", "Keep", "Make a copy for the road: no people, exact places or originals."),
    Verb("rebuild", "Keep", "Make the catalogue anew from the desk and the drives."),
    Verb("demo", "Keep", "Run the whole story with a small made card."),
)


class Verbs(TyperGroup):
    """Loads a verb's module when the verb is used."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 # the parent's parameter
        """In the order of the story."""
        return [verb.name for verb in VERBS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command itself, or None."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command = get_command(import_module(f"mediadesk.cli.{cmd_name}").app)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 # the parent's parameter
        """Grouped as the work goes."""
        for group in dict.fromkeys(verb.group for verb in VERBS):
            with formatter.section(group):
                formatter.write_dl([(verb.name, verb.help) for verb in VERBS if verb.group == group])


app = typer.Typer(cls=Verbs, rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=True)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"mediadesk {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    desk: DeskBefore = None,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_say_version, is_eager=True)
    ] = False,
) -> None:
    """mediadesk: from a card to a post. Nothing lost, nobody exposed.

    Every verb has --help with an example, --json for scripts, and --quiet.
    """


def main() -> None:
    """The command `mediadesk`."""
    sys.exit(run(sys.argv[1:]))


def run(args: Sequence[str]) -> int:
    """Runs a command line and returns its exit code; whatever goes wrong is said on stderr."""
    try:
        # in a context of its own: a --desk before the verb must not outlive the command
        with _privately():
            code = copy_context().run(app, list(args) or ["--help"], prog_name="mediadesk", standalone_mode=False)
        if code == Stopped.code:
            raise Stopped("stopped", hint=_AGAIN)
    except DeskError as trouble:
        return _say(trouble, args)
    except (typer.Abort, KeyboardInterrupt):
        return _say(Stopped("stopped", hint=_AGAIN), args)
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):
            return Stopped.code  # whoever read us has gone, and the work may be half done: silent, but no success
        raise
    except OSError as error:
        what = f"{error.strerror or error}{f': {error.filename!s}' if error.filename else ''}"
        return _say(DeskError(what, hint="is the disk there, writable, and not full?"), args)
    except typer.TyperException as error:
        return _say(Misasked(error.format_message(), hint=_help_of(args)), args)
    except Exception as error:  # noqa: BLE001 # the door: what nobody foresaw must still end in two lines
        if os.environ.get("MEDIADESK_DEBUG"):
            import traceback

            traceback.print_exc()
        what = f"mediadesk itself failed ({type(error).__name__})"
        return _say(DeskError(what, hint="run it again with MEDIADESK_DEBUG=1 and tell us what it says"), args)
    return code if isinstance(code, int) else 0


@contextmanager
def _privately() -> Iterator[None]:
    """What we and our children write is for nobody else, whatever the umask was; a crash leaves no memory on a disk.

    Said once, here, so that nobody who makes a file must think of it: who makes one for readers says so.
    """
    before, (soft, hard) = os.umask(_FOR_US_ALONE), resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
    try:
        yield
    finally:
        os.umask(before)
        resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))


def _say(trouble: DeskError, args: Sequence[str]) -> int:
    """Two lines for people, with a program's last words between them; one record for programs."""
    what, hint = _one_line(trouble.what), _one_line(trouble.hint or _HINTS.get(type(trouble), "mediadesk check"))
    if "--json" in args:
        import json

        record = {"kind": "trouble", "code": trouble.code, "what": what, "try": hint}
        typer.echo(json.dumps(record, ensure_ascii=False), err=True)
    else:
        tail = trouble.tail if isinstance(trouble, ToolFailed) else ""
        last_words = [f"  {_one_line(line)}" for line in tail.splitlines()[-_LAST_WORDS:] if line.strip()]
        for line in (what, *last_words, f"try: {hint}"):
            typer.echo(line, err=True)
    return trouble.code


def _one_line(text: str) -> str:
    """A text as one line that is safe to look at, whatever name somebody gave to a file."""
    return shown(text.encode("utf-8", "surrogateescape"))


def _help_of(args: Sequence[str]) -> str:
    words, verbs = [arg for arg in args if not arg.startswith("-")], [verb.name for verb in VERBS]
    if verb := next((word for word in words if word in verbs), ""):
        return f"mediadesk {verb} --help"
    from difflib import get_close_matches  # only who mistyped waits for it

    meant = [near for word in words for near in get_close_matches(word, verbs, 1)]
    return f"mediadesk {meant[0]}" if meant else "mediadesk --help"
