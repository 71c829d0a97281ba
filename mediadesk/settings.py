"""Flags, then the environment, then mediadesk.toml, then defaults: read once at a door into one frozen value."""

import os
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, fields
from difflib import get_close_matches
from hashlib import sha256
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from mediadesk.errors import Misasked, NotFound
from mediadesk.model.layout import CATALOGUE, PART, PUBLIC, SETTINGS

if TYPE_CHECKING:
    from mediadesk.catalogue.cipher import Source

StoreKind = Literal["folder", "s3"]
Addressing = Literal["auto", "path", "virtual"]
Checksums = Literal["auto", "when_required", "when_supported"]
Readback = Literal["full", "auto"]
Provider = Literal[
    "auto", "aws", "r2", "b2", "wasabi", "hetzner", "scaleway", "minio", "ceph", "garage", "seaweedfs", "any"
]
EngineKind = Literal["inline", "local", "cluster"]
Jail = Literal["auto", "required"]

# what stands in no table
_PLAIN = (
    *("ffmpeg", "ffprobe", "jail", "engine", "workers", "scheduler", "cluster_keys", "share"),
    *("copies", "alias", "key_file"),
)
_PATHS = ("cluster_keys", "share", "key_file")  # below the desk, or absolute
_IN_FILE = ("encrypted",)  # what the environment has no say in
_IN_WORDS: Mapping[type, str] = {str: 'a text in quotes, "like this"', int: "a whole number", bool: "true or false"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """One `[store.NAME]` table. Secrets are never here: they come from boto3's own chain."""

    kind: StoreKind = "folder"
    path: str = PUBLIC  # folder: below the desk, or absolute
    public_url: str = ""  # what readers use; empty: pages use relative links only
    bucket: str = ""
    endpoint: str = ""  # empty for AWS
    region: str = ""
    prefix: str = ""
    profile: str = ""
    addressing: Addressing = "auto"
    checksums: Checksums = "auto"
    readback: Readback = "full"
    provider: Provider = "auto"  # whose it is, where the endpoint does not tell
    most_kbps: int = 0  # kilobits a second each way; 0 is no limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything a door needs to know before it calls a station."""

    desk: Path
    cache: Path  # of this user, shared by desks: the gazetteer, the demo's card
    ffmpeg: str = ""  # empty: found by itself
    ffprobe: str = ""
    jail: Jail = "auto"  # required: no file is parsed where the kernel builds no wall around the programs
    engine: EngineKind = "local"
    workers: int = 0  # 0: as many as there are cores
    scheduler: str = ""  # engine = "cluster": where the machines meet, tls://host:port
    cluster_keys: str = ""  # the folder of keys they know each other by
    share: str = ""  # the folder that all of them see
    copies: int = 2  # verified ones on distinct devices, before a card is safe to format
    alias: str = ""  # of who works here, where no command names somebody
    encrypted: bool = False  # whether a catalogue that is made here is; one that is there is known by itself
    key_file: str = ""  # what opens it; empty: a passphrase that is asked for
    ask: "Source | None" = field(default=None, repr=False, compare=False)  # who asks for it: the door
    stores: Mapping[str, StoreSettings] = field(default_factory=lambda: {"public": StoreSettings()})


_NO_MATTER = {"readback", "most_kbps"}  # to what a server is and does

FIRST_SETTINGS = """\
# mediadesk: what is not written here has its default. See docs/settings.md.

[store.public]
kind = "folder"
path = "assets/public"
public_url = ""          # the address readers will use, once the folder is on a web host

# [store.web]
# kind = "s3"
# bucket = "dispatches"
# endpoint = "https://…"   # leave out for AWS
# public_url = "https://media.example.org"
"""


def user_cache(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder for what can be made again: XDG_CACHE_HOME, else ~/.cache."""
    return Path(environment.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mediadesk"


def find_desk(flag: Path | None, environment: Mapping[str, str] = os.environ) -> Path:
    """The desk: `--desk`, then MEDIADESK_DESK, then this folder or its nearest parent that is one.

    One that lost its catalogue is known by its settings: it can be restored. Raises NotFound when there is none.
    """
    named = flag or (Path(environment["MEDIADESK_DESK"]) if environment.get("MEDIADESK_DESK") else None)
    if named:
        if _is_desk(named):
            return named.resolve()
        raise NotFound(f"there is no desk in {named}", hint=f"mediadesk init {named}")
    here = Path.cwd()
    for folder in (here, *here.parents):
        if _is_desk(folder):
            return folder
    raise NotFound("there is no desk here", hint="mediadesk init ~/desk, then --desk ~/desk or cd ~/desk")


def _is_desk(folder: Path) -> bool:
    return (folder / CATALOGUE).is_file() or (folder / SETTINGS).is_file()


def load(desk: Path | None, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of a desk; on a machine that has none, those of the environment.

    Raises Misasked for a file that cannot be understood, naming the line or the key.
    """
    written = _read(desk / SETTINGS) if desk else {}
    plain = {key: value for key, value in written.items() if key != "store"}
    for key in _PLAIN:
        if value := environment.get(f"MEDIADESK_{key.upper()}"):
            plain[key] = int(value) if key in {"workers", "copies"} and value.isdigit() else value
    _check(plain, Settings, "", allowed=(*_PLAIN, *_IN_FILE))
    for key in _PATHS:
        if plain.get(key):
            plain[key] = str((desk or Path.cwd()) / Path(plain[key]).expanduser())
    if plain.get("copies") == 0:
        raise Misasked("copies cannot be 0: no card would ever be worth keeping", hint="copies = 2 in mediadesk.toml")
    stores = {"public": StoreSettings()}
    tables = _table(written.get("store", {}), "store")
    for name, said in _stores_in(environment).items():
        tables[name] = _table(tables.get(name, {}), f"store.{name}") | said
    for name, table in tables.items():
        _check(_table(table, f"store.{name}"), StoreSettings, f"store.{name}.")
        stores[name] = StoreSettings(**table)
    return Settings(desk=desk or Path.cwd(), cache=user_cache(environment), stores=stores, **plain)


def store(settings: Settings, name: str) -> StoreSettings:
    """The table of a store by its name. Raises NotFound, naming those there are."""
    if name not in settings.stores:
        raise NotFound(
            f"mediadesk.toml has no store named {name}",
            hint=f"one of {', '.join(settings.stores)}, or add [store.{name}]",
        )
    return settings.stores[name]


def digest(chosen: StoreSettings) -> str:
    """SHA-256 of the settings of a store by which a server is reached: what was tried with others proves nothing."""
    reached = {name: value for name, value in asdict(chosen).items() if name not in _NO_MATTER}
    return sha256(dumps(reached, sort_keys=True).encode()).hexdigest()


def note_encrypted(desk: Path, key_file: Path | None) -> None:
    """Writes into a desk's settings that it is encrypted, and which file opens it. What else stands there stays.

    Raises Misasked for settings that cannot be read, OSError.
    """
    file = desk / SETTINGS
    _read(file)
    lines = file.read_text("utf-8").splitlines(keepends=True) if file.exists() else []
    tables = next((number for number, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    above = [line for line in lines[:tables] if line.partition("=")[0].strip() not in {"encrypted", "key_file"}]
    opens = f"key_file = {dumps(str(key_file), ensure_ascii=False)}\n" if key_file else ""
    part = file.with_name(f"{PART}{file.name}")
    with part.open("w", encoding="utf-8") as written:
        written.write("".join(("encrypted = true\n", opens, *above, *lines[tables:])))
        written.flush()
        os.fsync(written.fileno())
    _read(part)
    part.replace(file)


def _stores_in(environment: Mapping[str, str]) -> dict[str, dict[str, str | int]]:
    """The settings of stores in MEDIADESK_STORE_NAME_SETTING, by the store's name in small letters."""
    said: dict[str, dict[str, str | int]] = {}
    for variable, value in environment.items():
        if not (rest := variable.removeprefix("MEDIADESK_STORE_")) or rest == variable:
            continue
        for each in fields(StoreSettings):
            if rest.endswith(f"_{each.name.upper()}"):
                name = rest.removesuffix(f"_{each.name.upper()}").lower()
                is_number = each.type is int and value.isdigit()
                said.setdefault(name, {})[each.name] = int(value) if is_number else value
    return said


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Misasked(f"{file.name} cannot be read: {error}", hint=f"mend {file}") from error


def _table(value: object, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Misasked(f"{name} in mediadesk.toml should be a table", hint=f"write [{name}]")
    return value


def _check(given: Mapping[str, Any], shape: type, prefix: str, allowed: Collection[str] | None = None) -> None:
    """Each key must exist in `shape`, be of its type, and, where that lists its values, be one of them."""
    types = {each.name: each.type for each in fields(shape) if allowed is None or each.name in allowed}
    for key, value in given.items():
        if key not in types:
            near = get_close_matches(key, types, 1)
            hint = f"did you mean {prefix}{near[0]}?" if near else f"one of {', '.join(types)}"
            raise Misasked(f"mediadesk.toml knows no setting {prefix}{key}", hint=hint)
        wanted: Any = types[key]
        if choices := get_args(wanted):
            if value not in choices:
                raise Misasked(f"{prefix}{key} cannot be {value!r}", hint=f"one of {', '.join(choices)}")
        elif type(value) is not wanted:  # true is no number, though Python takes it for one
            raise Misasked(f"{prefix}{key} should be {_IN_WORDS[wanted]}", hint=f"mend {prefix}{key} in mediadesk.toml")
        elif wanted is int and value < 0:
            raise Misasked(f"{prefix}{key} cannot be below 0", hint=f"mend {prefix}{key} in mediadesk.toml")
