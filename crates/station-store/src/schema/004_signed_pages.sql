-- Which pages of a kept paper have to be signed, and where each lies in its file: of the receipt only the copy that stays.
CREATE TABLE page_to_sign (
  paper TEXT NOT NULL,
  page INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (paper, page)
) STRICT, WITHOUT ROWID;

-- Pages that came back signed. A better scan of the same page takes the place of the first; the audit keeps both.
CREATE TABLE signed_page (
  case_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  kind TEXT NOT NULL,
  page INTEGER NOT NULL,
  signed TEXT NOT NULL,
  PRIMARY KEY (case_id, version, kind, page)
) STRICT;

-- 待认领: scanned pages that no case has yet, and why.
CREATE TABLE loose_page (
  scan TEXT NOT NULL,
  page INTEGER NOT NULL,
  pages INTEGER NOT NULL,
  size INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  case_id TEXT NOT NULL DEFAULT '',
  clerk TEXT NOT NULL,
  at INTEGER NOT NULL,
  discarded_at INTEGER,
  PRIMARY KEY (scan, page)
) STRICT;

-- By what the resident signs: of a draft (version 0), or of a version where it changed after the freeze.
CREATE TABLE signed_by (
  subject TEXT NOT NULL,
  version INTEGER NOT NULL,
  signed_by TEXT NOT NULL,
  PRIMARY KEY (subject, version)
) STRICT;
