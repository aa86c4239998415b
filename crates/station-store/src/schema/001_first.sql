-- One station's data. Times are milliseconds since 1970; JSON columns hold canonical JSON.
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE clerk (name TEXT PRIMARY KEY, role TEXT NOT NULL, added_at INTEGER NOT NULL) STRICT;

CREATE TABLE draft (
  id TEXT PRIMARY KEY,
  item TEXT NOT NULL,
  case_id TEXT,
  data TEXT NOT NULL,
  rev INTEGER NOT NULL,
  applicant TEXT NOT NULL,
  id_number TEXT NOT NULL,
  begun_by TEXT NOT NULL,
  saved_at INTEGER NOT NULL,
  discarded_at INTEGER,
  frozen_at INTEGER
) STRICT;
CREATE INDEX draft_open ON draft (saved_at) WHERE discarded_at IS NULL AND frozen_at IS NULL;

CREATE TABLE material (
  draft TEXT NOT NULL REFERENCES draft (id),
  id TEXT NOT NULL,
  slot TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  pages INTEGER NOT NULL,
  trust TEXT NOT NULL,
  taken_at INTEGER NOT NULL,
  removed_at INTEGER,
  PRIMARY KEY (draft, id)
) STRICT;

CREATE TABLE deferral (
  draft TEXT NOT NULL REFERENCES draft (id),
  slot TEXT NOT NULL,
  PRIMARY KEY (draft, slot)
) STRICT;

CREATE TABLE case_file (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  item TEXT NOT NULL,
  item_name TEXT NOT NULL,
  applicant TEXT NOT NULL,
  id_number TEXT NOT NULL,
  state TEXT NOT NULL,
  phase TEXT NOT NULL,
  version INTEGER NOT NULL,
  clerk TEXT NOT NULL,
  taken_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  due TEXT NOT NULL DEFAULT '',
  round INTEGER NOT NULL DEFAULT 0,
  note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX case_changed ON case_file (changed_at DESC);
CREATE INDEX case_phase ON case_file (phase, changed_at DESC);
CREATE INDEX case_person ON case_file (id_number, item);

-- What a search can begin with: every suffix of the name, its pinyin and initials, id number, receipt number, item.
CREATE TABLE case_key (key TEXT NOT NULL, case_id TEXT NOT NULL, PRIMARY KEY (key, case_id)) STRICT, WITHOUT ROWID;

CREATE TABLE version (
  case_id TEXT NOT NULL REFERENCES case_file (id),
  version INTEGER NOT NULL,
  frozen TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (case_id, version)
) STRICT;

CREATE TABLE last_number (only INTEGER PRIMARY KEY CHECK (only = 1), day TEXT NOT NULL, sequence INTEGER NOT NULL) STRICT;

CREATE TABLE paper (
  case_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  kind TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  pages INTEGER NOT NULL,
  issued INTEGER NOT NULL,
  document TEXT NOT NULL DEFAULT '',
  made_at INTEGER NOT NULL,
  PRIMARY KEY (case_id, version, kind, document)
) STRICT;

CREATE TABLE print_job (
  id TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  copy INTEGER NOT NULL,
  printer TEXT NOT NULL,
  job_uri TEXT NOT NULL,
  state TEXT NOT NULL,
  words TEXT NOT NULL,
  clerk TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE signing (
  case_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  signing TEXT NOT NULL,
  clerk TEXT NOT NULL,
  PRIMARY KEY (case_id, version)
) STRICT;

CREATE TABLE step (
  case_id TEXT NOT NULL,
  nr INTEGER NOT NULL,
  at INTEGER NOT NULL,
  clock TEXT NOT NULL,
  who TEXT NOT NULL,
  act TEXT NOT NULL,
  state TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (case_id, nr)
) STRICT;

CREATE TABLE outbox (
  epoch TEXT NOT NULL,
  lane INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  case_id TEXT NOT NULL,
  rev INTEGER NOT NULL,
  header TEXT NOT NULL,
  payload TEXT NOT NULL,
  hash TEXT NOT NULL,
  verdict TEXT,
  PRIMARY KEY (epoch, lane, seq)
) STRICT;
CREATE INDEX outbox_waiting ON outbox (lane, seq) WHERE verdict IS NULL;
CREATE INDEX outbox_case ON outbox (case_id);

-- Files that must follow an entry. They go up only after their entry was taken.
CREATE TABLE upload (
  sha256 TEXT NOT NULL,
  case_id TEXT NOT NULL,
  size INTEGER NOT NULL,
  sent INTEGER NOT NULL DEFAULT 0,
  complete INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (sha256, case_id)
) STRICT;

CREATE TABLE inbox (
  dseq INTEGER PRIMARY KEY,
  header TEXT NOT NULL,
  payload TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;

CREATE TABLE proof (case_id TEXT NOT NULL, rev INTEGER NOT NULL, proof TEXT NOT NULL, PRIMARY KEY (case_id, rev)) STRICT;

CREATE TABLE decision (case_id TEXT NOT NULL, dseq INTEGER NOT NULL, decided TEXT NOT NULL, PRIMARY KEY (case_id, dseq)) STRICT;

CREATE TABLE pack (
  publisher TEXT NOT NULL,
  version INTEGER NOT NULL,
  hash TEXT NOT NULL,
  bytes BLOB NOT NULL,
  signature TEXT NOT NULL,
  taken_at INTEGER NOT NULL,
  PRIMARY KEY (publisher, version)
) STRICT;

CREATE TABLE audit (nr INTEGER PRIMARY KEY, deed TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_keeps BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'audit is append-only'); END;
