"""The schema as it grew: who may be seen, what is online, what was made, picking, bundles. A released step stays."""

Step = tuple[str, ...]

# what is written in custody stays as it is; also against REPLACE, which asks no trigger of DELETE
GUARDS: Step = (
    """
    CREATE TRIGGER IF NOT EXISTS custody_added BEFORE INSERT ON custody
    WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM custody)
    BEGIN SELECT raise(ABORT, 'only added to'); END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS custody_changed BEFORE UPDATE ON custody
    BEGIN SELECT raise(ABORT, 'only added to'); END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS custody_removed BEFORE DELETE ON custody
    BEGIN SELECT raise(ABORT, 'only added to'); END
    """,
)

# who agreed to what, what is kept back, who cleared what, where it was posted, and who did what to which bytes; `said`
# is the value as JSON, the other columns are for finding
CLEARANCE: Step = (
    "ALTER TABLE dispatch ADD COLUMN location TEXT",
    "ALTER TABLE publication ADD COLUMN clips TEXT",
    "CREATE TABLE subject (alias TEXT PRIMARY KEY, said TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """
    CREATE TABLE appearance (
        clip TEXT NOT NULL REFERENCES clip (id) DEFERRABLE INITIALLY DEFERRED,
        subject TEXT NOT NULL REFERENCES subject (alias) DEFERRABLE INITIALLY DEFERRED,
        said TEXT NOT NULL,
        PRIMARY KEY (clip, subject)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX appearance_subject ON appearance (subject)",
    """
    CREATE TABLE release (
        number INTEGER PRIMARY KEY,
        subject TEXT NOT NULL REFERENCES subject (alias) DEFERRABLE INITIALLY DEFERRED,
        said TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX release_subject ON release (subject)",
    """
    CREATE TABLE hold (
        clip TEXT NOT NULL REFERENCES clip (id) DEFERRABLE INITIALLY DEFERRED,
        owner TEXT NOT NULL,
        said TEXT NOT NULL,
        PRIMARY KEY (clip, owner)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE TABLE embargo (number INTEGER PRIMARY KEY, target TEXT NOT NULL, said TEXT NOT NULL) STRICT",
    "CREATE INDEX embargo_target ON embargo (target)",
    "CREATE TABLE clearance (number INTEGER PRIMARY KEY, slug TEXT NOT NULL, said TEXT NOT NULL) STRICT",
    "CREATE INDEX clearance_slug ON clearance (slug)",
    "CREATE TABLE post (slug TEXT NOT NULL, url TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (slug, url)) STRICT",
    """
    CREATE TABLE custody (
        number INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        who TEXT,
        what TEXT NOT NULL,
        sha256 TEXT,
        about TEXT,
        why TEXT,
        before TEXT NOT NULL,
        digest TEXT NOT NULL UNIQUE
    ) STRICT
    """,
    "CREATE INDEX custody_sha256 ON custody (sha256)",
    "CREATE INDEX custody_about ON custody (about)",
    *GUARDS,
)

# what is said in a film, what waits for its hour, what only few may see, what a store was proved to do; `said` is JSON
ONLINE: Step = (
    "ALTER TABLE dispatch ADD COLUMN captions TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE dispatch ADD COLUMN chapters TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE dispatch ADD COLUMN corrections TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE publication ADD COLUMN light INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE publication ADD COLUMN content TEXT",
    "ALTER TABLE publication ADD COLUMN corrected_at TEXT",
    """
    CREATE TABLE scheduled (
        slug TEXT NOT NULL,
        store TEXT NOT NULL,
        at TEXT NOT NULL,
        said TEXT NOT NULL,
        PRIMARY KEY (slug, store)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE TABLE private (token TEXT PRIMARY KEY, slug TEXT NOT NULL, said TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE INDEX private_slug ON private (slug)",
    "CREATE TABLE trial (store TEXT PRIMARY KEY, said TEXT NOT NULL) STRICT, WITHOUT ROWID",
)

# what a rendition was made of and how loud it is, and the still before play that an editor chose; `loudness` is JSON
MADE: Step = (
    "ALTER TABLE rendition ADD COLUMN source TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE rendition ADD COLUMN loudness TEXT",
    "ALTER TABLE dispatch ADD COLUMN poster TEXT",
)

# what went out to be picked from, and what editors elsewhere said; `said` is JSON
PICKING: Step = (
    "CREATE TABLE pack (mark TEXT PRIMARY KEY, at TEXT NOT NULL, said TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """
    CREATE TABLE said (
        clip TEXT NOT NULL REFERENCES clip (id),
        editor TEXT NOT NULL,
        saved TEXT NOT NULL,
        said TEXT NOT NULL,
        PRIMARY KEY (clip, editor)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX said_editor ON said (editor)",
    """
    CREATE TABLE proposal (
        slug TEXT NOT NULL REFERENCES dispatch (slug),
        editor TEXT NOT NULL,
        saved TEXT NOT NULL,
        said TEXT NOT NULL,
        PRIMARY KEY (slug, editor)
    ) STRICT, WITHOUT ROWID
    """,
)

# what two desks tell each other. A stamp is something that was ever said of a field of a clip's log, when, as JSON; one
# of no clip is of a camera's clock. Elsewhere lie the originals of clips that came with a bundle. An excerpt is a
# stretch of an original
BUNDLES: Step = (
    """
    CREATE TABLE stamp (
        clip TEXT NOT NULL,
        field TEXT NOT NULL,
        at TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (clip, field, at, value)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE elsewhere (
        clip TEXT NOT NULL REFERENCES clip (id),
        desk TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (clip, desk)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE excerpt (
        sha256 TEXT PRIMARY KEY,
        clip TEXT NOT NULL REFERENCES clip (id),
        begins TEXT NOT NULL,
        seconds TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        path TEXT NOT NULL UNIQUE,
        facts TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX excerpt_clip ON excerpt (clip)",
)
