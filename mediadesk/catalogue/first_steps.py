"""The schema from its beginning: files and clips, where copies lie, when and where. A released step stays."""

Step = tuple[str, ...]

FIRST: Step = (
    """
    CREATE TABLE file (
        sha256 TEXT PRIMARY KEY,
        xxh3 TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        name BLOB NOT NULL,
        path TEXT NOT NULL UNIQUE,
        role TEXT NOT NULL CHECK (role IN ('clip', 'part', 'sidecar', 'kept', 'set-aside')),
        clip TEXT REFERENCES clip (id) DEFERRABLE INITIALLY DEFERRED,
        why TEXT
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX file_clip ON file (clip)",
    # facts and log are what was said; the columns from name on are made of them, for finding (see findable.py)
    """
    CREATE TABLE clip (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        sha256 TEXT NOT NULL UNIQUE REFERENCES file (sha256) DEFERRABLE INITIALLY DEFERRED,
        facts TEXT NOT NULL,
        log TEXT NOT NULL,
        name TEXT NOT NULL,
        day_clock TEXT,
        at TEXT,
        seconds REAL,
        lat REAL,
        lon REAL,
        trip TEXT,
        camera TEXT NOT NULL,
        flag TEXT,
        tags TEXT NOT NULL,
        labels TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX clip_day_clock ON clip (day_clock)",
    "CREATE INDEX clip_at ON clip (at)",
    "CREATE VIRTUAL TABLE clip_words USING fts5 (said, tokenize = 'unicode61 remove_diacritics 2')",
    "CREATE VIRTUAL TABLE clip_where USING rtree (number, south, north, west, east)",
    """
    CREATE TABLE attached (
        clip TEXT NOT NULL REFERENCES clip (id) DEFERRABLE INITIALLY DEFERRED,
        role TEXT NOT NULL CHECK (role IN ('part', 'sidecar')),
        position INTEGER NOT NULL,
        name BLOB NOT NULL,
        sha256 TEXT NOT NULL REFERENCES file (sha256) DEFERRABLE INITIALLY DEFERRED,
        PRIMARY KEY (clip, role, position)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX attached_sha256 ON attached (sha256)",
    """
    CREATE TABLE rendition (
        subject TEXT NOT NULL,
        recipe TEXT NOT NULL,
        digest TEXT NOT NULL,
        path TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        seconds TEXT,
        width INTEGER,
        height INTEGER,
        proofs TEXT NOT NULL,
        PRIMARY KEY (subject, recipe, digest)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE dispatch (
        slug TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        public_id TEXT NOT NULL UNIQUE,
        lead TEXT,
        dateline TEXT,
        byline TEXT,
        credits TEXT,
        language TEXT,
        licence TEXT,
        outlet TEXT,
        first_url TEXT,
        series TEXT,
        number INTEGER,
        state TEXT NOT NULL CHECK (state IN ('draft', 'live', 'withdrawn')),
        version INTEGER NOT NULL,
        attached TEXT
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX dispatch_series ON dispatch (series, number)",
    """
    CREATE TABLE pick (
        dispatch TEXT NOT NULL REFERENCES dispatch (slug) DEFERRABLE INITIALLY DEFERRED,
        position INTEGER NOT NULL,
        clip TEXT NOT NULL REFERENCES clip (id) DEFERRABLE INITIALLY DEFERRED,
        in_point TEXT,
        out_point TEXT,
        caption TEXT,
        PRIMARY KEY (dispatch, position)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX pick_clip ON pick (clip)",
    """
    CREATE TABLE publication (
        slug TEXT NOT NULL REFERENCES dispatch (slug) DEFERRABLE INITIALLY DEFERRED,
        store TEXT NOT NULL,
        version INTEGER NOT NULL,
        at TEXT NOT NULL,
        url TEXT,
        objects TEXT NOT NULL,
        gates TEXT NOT NULL,
        override TEXT,
        withdrawn_at TEXT,
        PRIMARY KEY (slug, store, version)
    ) STRICT, WITHOUT ROWID
    """,
    # AUTOINCREMENT: an edit's number is never used again, whatever was taken back
    """
    CREATE TABLE edit (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        changes TEXT NOT NULL,
        taken_back INTEGER NOT NULL DEFAULT 0 CHECK (taken_back IN (0, 1))
    ) STRICT
    """,
)

# where copies lie: what was the path of a file is the path of its copy on the desk, which is a volume like others
COPIES: Step = (
    # a path may hold bytes that are no UTF-8; of the desk's own, ingest notes the rest when it sees it
    """
    CREATE TABLE volume (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        root BLOB NOT NULL,
        below BLOB NOT NULL,
        device TEXT NOT NULL,
        device_lasts INTEGER NOT NULL CHECK (device_lasts IN (0, 1)),
        in_place INTEGER NOT NULL CHECK (in_place IN (0, 1))
    ) STRICT, WITHOUT ROWID
    """,
    "INSERT INTO volume VALUES (lower(hex(randomblob(16))), 'desk', x'', x'', '', 0, 0)",
    """
    CREATE TABLE copy (
        volume TEXT NOT NULL REFERENCES volume (id) DEFERRABLE INITIALLY DEFERRED,
        sha256 TEXT NOT NULL REFERENCES file (sha256) DEFERRABLE INITIALLY DEFERRED,
        path BLOB NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('copied', 'verified', 'mismatch', 'missing')),
        verified_at TEXT,
        PRIMARY KEY (volume, sha256)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX copy_sha256 ON copy (sha256)",
    "CREATE UNIQUE INDEX copy_path ON copy (volume, path) WHERE state <> 'missing'",
    # filled again under its own name: so the rows that name its rows find them before COMMIT
    "CREATE TABLE file_before AS SELECT * FROM file",
    "DROP TABLE file",
    """
    CREATE TABLE file (
        sha256 TEXT PRIMARY KEY,
        xxh3 TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        name BLOB NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('clip', 'part', 'sidecar', 'kept', 'set-aside')),
        clip TEXT REFERENCES clip (id) DEFERRABLE INITIALLY DEFERRED,
        why TEXT
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX file_clip ON file (clip)",
    "INSERT INTO file SELECT sha256, xxh3, size_bytes, name, role, clip, why FROM file_before",
    """
    INSERT INTO copy
    SELECT volume.id, sha256, CAST(path AS BLOB), 'verified', NULL FROM file_before, volume
    """,
    "DROP TABLE file_before",
    "ALTER TABLE attached ADD COLUMN seconds TEXT",
    "CREATE TABLE reel (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
    """
    CREATE TABLE seen (
        reel TEXT NOT NULL REFERENCES reel (name) DEFERRABLE INITIALLY DEFERRED,
        path BLOB NOT NULL,
        size_bytes INTEGER NOT NULL,
        modified_ns INTEGER NOT NULL,
        sha256 TEXT REFERENCES file (sha256) DEFERRABLE INITIALLY DEFERRED,
        PRIMARY KEY (reel, path)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX seen_file ON seen (path, size_bytes, modified_ns)",
    "CREATE INDEX seen_sha256 ON seen (sha256)",
)

# when and where: what people know better than a file, and what programs printed of it
TRUTH: Step = (
    # make, model and the hash of a serial number, as codec.body_key writes them; NULL when the file names no camera
    "ALTER TABLE clip ADD COLUMN body TEXT",
    """
    UPDATE clip SET body = coalesce(json_extract(facts, '$.camera.make'), '') || char(9)
        || coalesce(json_extract(facts, '$.camera.model'), '') || char(9)
    WHERE coalesce(json_extract(facts, '$.camera.make'), json_extract(facts, '$.camera.model'), '') <> ''
    """,
    "CREATE INDEX clip_body ON clip (body)",
    # with the place beside the time, both are compared without a look at the clip
    "DROP INDEX clip_day_clock",
    "DROP INDEX clip_at",
    "CREATE INDEX clip_when ON clip (day_clock, lat, lon)",
    "CREATE INDEX clip_instant ON clip (at, lat, lon)",
    "CREATE TABLE clock (body TEXT PRIMARY KEY, profile TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "ALTER TABLE edit ADD COLUMN clocks TEXT NOT NULL DEFAULT '[]'",
    """
    CREATE TABLE own_place (
        folded TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        lat REAL NOT NULL,
        lon REAL NOT NULL,
        radius_m REAL NOT NULL,
        region TEXT,
        country TEXT
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE raw_probe (
        clip TEXT NOT NULL REFERENCES clip (id) DEFERRABLE INITIALLY DEFERRED,
        program TEXT NOT NULL,
        version TEXT NOT NULL,
        printed BLOB NOT NULL,
        PRIMARY KEY (clip, program)
    ) STRICT
    """,
)
