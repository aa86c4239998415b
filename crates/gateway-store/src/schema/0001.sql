-- The gateway's first schema. Moments are milliseconds since 1970, hashes and keys are lower-case hex.

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- Numbers given so far, e.g. proof/2026, document/椰政受/2026. They only grow.
CREATE TABLE counter (
    name TEXT PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT;

CREATE TABLE station (
    code     TEXT PRIMARY KEY,
    county   TEXT NOT NULL,
    name     TEXT NOT NULL,
    added_at INTEGER NOT NULL
) STRICT;

-- Only the hash of a code's secret is kept.
CREATE TABLE enrol_code (
    secret_hash TEXT PRIMARY KEY,
    station     TEXT NOT NULL REFERENCES station (code),
    expires_at  INTEGER NOT NULL,
    used_by_key TEXT
) STRICT;

CREATE TABLE device (
    station     TEXT NOT NULL REFERENCES station (code),
    number      INTEGER NOT NULL,
    key         TEXT NOT NULL UNIQUE,
    enrolment   TEXT NOT NULL,
    enrolled_at INTEGER NOT NULL,
    seen_at     INTEGER,
    program     TEXT,
    PRIMARY KEY (station, number)
) STRICT;

-- How far each log was taken, and the chain hash there.
CREATE TABLE log_head (
    station          TEXT NOT NULL,
    device           INTEGER NOT NULL,
    epoch            TEXT NOT NULL,
    lane             INTEGER NOT NULL,
    accepted_through INTEGER NOT NULL,
    head             TEXT NOT NULL,
    PRIMARY KEY (station, device, epoch, lane)
) STRICT;

-- Every entry with its exact bytes, taken or held. `first` is 0 where the same id came again in another epoch.
CREATE TABLE entry (
    n           INTEGER PRIMARY KEY,
    station     TEXT NOT NULL,
    device      INTEGER NOT NULL,
    epoch       TEXT NOT NULL,
    lane        INTEGER NOT NULL,
    seq         INTEGER NOT NULL,
    id          TEXT NOT NULL,
    first       INTEGER NOT NULL,
    hash        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    case_id     TEXT NOT NULL,
    rev         INTEGER NOT NULL,
    header      BLOB NOT NULL,
    payload     BLOB NOT NULL,
    verdict     TEXT NOT NULL,
    proof       TEXT,
    received_at INTEGER NOT NULL,
    UNIQUE (station, device, epoch, lane, seq)
) STRICT;
CREATE UNIQUE INDEX entry_id ON entry (id) WHERE first = 1;
CREATE INDEX entry_case ON entry (case_id);

CREATE TABLE cases (
    n              INTEGER PRIMARY KEY,
    id             TEXT NOT NULL UNIQUE,
    number         TEXT NOT NULL UNIQUE,
    station        TEXT NOT NULL,
    device         INTEGER NOT NULL,
    county         TEXT NOT NULL,
    state          TEXT NOT NULL,
    version        INTEGER NOT NULL,
    round          INTEGER NOT NULL DEFAULT 0,
    -- every file named so far is here
    complete       INTEGER NOT NULL DEFAULT 0,
    item_slug      TEXT NOT NULL,
    item_name      TEXT NOT NULL,
    applicant_name TEXT NOT NULL,
    received_at    INTEGER NOT NULL,
    promised_due   TEXT,
    lease          TEXT,
    lease_until    INTEGER,
    -- the version a county has safely on its own disk
    pulled_version INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX cases_of_county ON cases (county, state);

CREATE TABLE case_version (
    case_id TEXT NOT NULL REFERENCES cases (id),
    version INTEGER NOT NULL,
    entry   INTEGER NOT NULL REFERENCES entry (n),
    PRIMARY KEY (case_id, version)
) STRICT;

CREATE TABLE supplement (
    n       INTEGER PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id),
    entry   INTEGER NOT NULL REFERENCES entry (n)
) STRICT;
CREATE INDEX supplement_of_case ON supplement (case_id);

-- What happened to a case, for people.
CREATE TABLE timeline (
    n       INTEGER PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id),
    at      INTEGER NOT NULL,
    act     TEXT NOT NULL,
    state   TEXT NOT NULL,
    who     TEXT NOT NULL
) STRICT;
CREATE INDEX timeline_of_case ON timeline (case_id);

-- Scoped by station, so that nobody learns from an offset what others handed in. How much of an incomplete file
-- is here is the length of its partial file.
CREATE TABLE file (
    station  TEXT NOT NULL,
    sha256   TEXT NOT NULL,
    size     INTEGER NOT NULL,
    complete INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (station, sha256)
) STRICT;

CREATE TABLE case_file (
    case_id    TEXT NOT NULL REFERENCES cases (id),
    sha256     TEXT NOT NULL,
    size       INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    PRIMARY KEY (case_id, sha256)
) STRICT;
CREATE INDEX case_file_by_hash ON case_file (sha256);

-- Papers of the authority; the bytes lie among the files.
CREATE TABLE paper (
    sha256  TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    station TEXT NOT NULL,
    kind    TEXT NOT NULL,
    size    INTEGER NOT NULL,
    PRIMARY KEY (case_id, sha256)
) STRICT;
CREATE INDEX paper_by_hash ON paper (sha256);

CREATE TABLE down_event (
    station TEXT NOT NULL,
    device  INTEGER NOT NULL,
    dseq    INTEGER NOT NULL,
    case_id TEXT NOT NULL,
    header  BLOB NOT NULL,
    payload BLOB NOT NULL,
    hash    TEXT NOT NULL,
    PRIMARY KEY (station, device, dseq)
) STRICT;

CREATE TABLE decision (
    n       INTEGER PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id),
    user    TEXT NOT NULL,
    decided BLOB NOT NULL,
    document_number TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX decision_of_case ON decision (case_id);

CREATE TABLE user (
    name         TEXT PRIMARY KEY,
    full_name    TEXT NOT NULL,
    role         TEXT NOT NULL,
    county       TEXT NOT NULL,
    password     TEXT NOT NULL,
    wrong        INTEGER NOT NULL DEFAULT 0,
    locked_until INTEGER
) STRICT;

-- Only the hash of a token is kept.
CREATE TABLE session (
    token_hash TEXT PRIMARY KEY,
    station    TEXT,
    device     INTEGER,
    user       TEXT REFERENCES user (name),
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE lease (
    id       TEXT PRIMARY KEY,
    county   TEXT NOT NULL,
    user     TEXT NOT NULL REFERENCES user (name),
    made_at  INTEGER NOT NULL,
    manifest TEXT NOT NULL,
    acked_at INTEGER
) STRICT;

-- The bytes of a leased case do not change while the lease lives.
CREATE TABLE lease_case (
    lease   TEXT NOT NULL REFERENCES lease (id),
    number  TEXT NOT NULL,
    version INTEGER NOT NULL,
    bytes   BLOB NOT NULL,
    PRIMARY KEY (lease, number)
) STRICT;

CREATE TABLE pack (
    publisher    TEXT NOT NULL,
    version      INTEGER NOT NULL,
    hash         TEXT NOT NULL,
    bytes        BLOB NOT NULL,
    signature    TEXT NOT NULL,
    published_at INTEGER NOT NULL,
    PRIMARY KEY (publisher, version)
) STRICT;

CREATE TABLE audit (
    n    INTEGER PRIMARY KEY,
    row  TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE (ABORT, 'audit'); END;
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE (ABORT, 'audit'); END;

CREATE INDEX entry_held ON entry (station, n) WHERE verdict ->> '$.verdict' = 'held';
