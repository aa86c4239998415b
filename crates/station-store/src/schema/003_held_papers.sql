-- Papers of the authority that came with bytes that do not hold. What came lies among the files; the paper is asked for
-- again until it holds.
CREATE TABLE held_paper (
  case_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  kind TEXT NOT NULL,
  document TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  released_at INTEGER,
  PRIMARY KEY (case_id, document)
) STRICT;

-- Head of the audit chain when a version was frozen; the receipt shows the start of it.
CREATE TABLE freeze_head (
  case_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  head TEXT NOT NULL,
  PRIMARY KEY (case_id, version)
) STRICT;
