"""The tables as SQLModel sees them. Rows stay in this room, values cross its door. The schema is in first_steps.py."""

from sqlmodel import Field, SQLModel


class FileRow(SQLModel, table=True):
    """A verified file; where it lies is said by its copies."""

    __tablename__ = "file"

    sha256: str = Field(primary_key=True)
    xxh3: str
    size_bytes: int
    name: bytes
    role: str
    clip: str | None
    why: str | None


class ClipRow(SQLModel, table=True):
    """A clip: what its file tells and what people said, as JSON, and what `find` looks for."""

    __tablename__ = "clip"

    number: int | None = Field(default=None, primary_key=True)
    id: str
    sha256: str
    facts: str
    log: str
    name: str
    day_clock: str | None
    at: str | None
    seconds: float | None
    lat: float | None
    lon: float | None
    trip: str | None
    camera: str
    flag: str | None
    tags: str
    labels: str
    body: str | None = None


class AttachedRow(SQLModel, table=True):
    """A file that belongs to a clip. The same file may belong to several."""

    __tablename__ = "attached"

    clip: str = Field(primary_key=True)
    role: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    name: bytes
    sha256: str
    seconds: str | None = None


class VolumeRow(SQLModel, table=True):
    """A volume."""

    __tablename__ = "volume"

    id: str = Field(primary_key=True)
    name: str
    root: bytes
    below: bytes
    device: str
    device_lasts: int
    in_place: int


class CopyRow(SQLModel, table=True):
    """A content on a volume."""

    __tablename__ = "copy"

    volume: str = Field(primary_key=True)
    sha256: str = Field(primary_key=True)
    path: bytes
    state: str
    verified_at: str | None


class ReelRow(SQLModel, table=True):
    """A card-load."""

    __tablename__ = "reel"

    number: int | None = Field(default=None, primary_key=True)
    name: str


class SeenRow(SQLModel, table=True):
    """A file of a card-load, as it was listed last."""

    __tablename__ = "seen"

    reel: str = Field(primary_key=True)
    path: bytes = Field(primary_key=True)
    size_bytes: int
    modified_ns: int
    sha256: str | None


class RenditionRow(SQLModel, table=True):
    """A rendition of a clip or a dispatch."""

    __tablename__ = "rendition"

    subject: str = Field(primary_key=True)
    recipe: str = Field(primary_key=True)
    digest: str = Field(primary_key=True)
    path: str
    size_bytes: int
    sha256: str
    seconds: str | None
    width: int | None
    height: int | None
    proofs: str
    source: str
    loudness: str | None


class DispatchRow(SQLModel, table=True):
    """A dispatch, without its picks."""

    __tablename__ = "dispatch"

    slug: str = Field(primary_key=True)
    title: str
    public_id: str
    lead: str | None
    dateline: str | None
    byline: str | None
    credits: str | None
    language: str | None
    licence: str | None
    outlet: str | None
    first_url: str | None
    series: str | None
    number: int | None
    state: str
    version: int
    attached: str | None
    location: str | None = None
    captions: str = "[]"
    chapters: str = "[]"
    corrections: str = "[]"
    poster: str | None = None


class PickRow(SQLModel, table=True):
    """A pick of a dispatch."""

    __tablename__ = "pick"

    dispatch: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    clip: str
    in_point: str | None
    out_point: str | None
    caption: str | None


class PublicationRow(SQLModel, table=True):
    """A version of a dispatch in a store."""

    __tablename__ = "publication"

    slug: str = Field(primary_key=True)
    store: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    at: str
    url: str | None
    objects: str
    gates: str
    override: str | None
    withdrawn_at: str | None
    clips: str | None = None
    light: int = 0
    content: str | None = None
    corrected_at: str | None = None


class EditRow(SQLModel, table=True):
    """An edit of the log."""

    __tablename__ = "edit"

    number: int | None = Field(default=None, primary_key=True)
    at: str
    changes: str
    taken_back: int = 0
    clocks: str = "[]"


class ClockRow(SQLModel, table=True):
    """What is known of the clock of a camera body."""

    __tablename__ = "clock"

    body: str = Field(primary_key=True)
    profile: str


class OwnPlaceRow(SQLModel, table=True):
    """A place by the name that this desk calls it."""

    __tablename__ = "own_place"

    folded: str = Field(primary_key=True)
    name: str
    lat: float
    lon: float
    radius_m: float
    region: str | None
    country: str | None


class RawProbeRow(SQLModel, table=True):
    """What a program printed of a clip, compressed."""

    __tablename__ = "raw_probe"

    clip: str = Field(primary_key=True)
    program: str = Field(primary_key=True)
    version: str
    printed: bytes


class SubjectRow(SQLModel, table=True):
    """Somebody who was filmed."""

    __tablename__ = "subject"

    alias: str = Field(primary_key=True)
    said: str


class AppearanceRow(SQLModel, table=True):
    """A subject in a clip."""

    __tablename__ = "appearance"

    clip: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    said: str


class ReleaseRow(SQLModel, table=True):
    """What a subject agreed to."""

    __tablename__ = "release"

    number: int | None = Field(default=None, primary_key=True)
    subject: str
    said: str


class HoldRow(SQLModel, table=True):
    """A clip kept back."""

    __tablename__ = "hold"

    clip: str = Field(primary_key=True)
    owner: str = Field(primary_key=True)
    said: str


class EmbargoRow(SQLModel, table=True):
    """Not before: a clip, or a dispatch."""

    __tablename__ = "embargo"

    number: int | None = Field(default=None, primary_key=True)
    target: str
    said: str


class ClearanceRow(SQLModel, table=True):
    """Somebody's yes to a version of a dispatch."""

    __tablename__ = "clearance"

    number: int | None = Field(default=None, primary_key=True)
    slug: str
    said: str


class PostRow(SQLModel, table=True):
    """Where a dispatch is embedded."""

    __tablename__ = "post"

    slug: str = Field(primary_key=True)
    url: str = Field(primary_key=True)
    at: str


class CustodyRow(SQLModel, table=True):
    """Who did what to which bytes."""

    __tablename__ = "custody"

    number: int | None = Field(default=None, primary_key=True)
    at: str
    who: str | None
    what: str
    sha256: str | None
    about: str | None
    why: str | None
    before: str
    digest: str


class ScheduledRow(SQLModel, table=True):
    """A dispatch that waits for its hour."""

    __tablename__ = "scheduled"

    slug: str = Field(primary_key=True)
    store: str = Field(primary_key=True)
    at: str
    said: str


class PrivateRow(SQLModel, table=True):
    """A page for few."""

    __tablename__ = "private"

    token: str = Field(primary_key=True)
    slug: str
    said: str


class TrialRow(SQLModel, table=True):
    """What a store was proved to do."""

    __tablename__ = "trial"

    store: str = Field(primary_key=True)
    said: str


class PackRow(SQLModel, table=True):
    """What went out to be picked from."""

    __tablename__ = "pack"

    mark: str = Field(primary_key=True)
    at: str
    said: str


class SaidRow(SQLModel, table=True):
    """What an editor says of a clip."""

    __tablename__ = "said"

    clip: str = Field(primary_key=True)
    editor: str = Field(primary_key=True)
    saved: str
    said: str


class ProposalRow(SQLModel, table=True):
    """What an editor proposes for a dispatch."""

    __tablename__ = "proposal"

    slug: str = Field(primary_key=True)
    editor: str = Field(primary_key=True)
    saved: str
    said: str
