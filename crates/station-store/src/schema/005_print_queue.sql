-- The print queue: which paper a job is a print of and why again, how it is to be printed, who changed it last, and
-- whether anybody still has to care about it.
ALTER TABLE print_job ADD COLUMN paper TEXT NOT NULL DEFAULT '';
ALTER TABLE print_job ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE print_job ADD COLUMN role TEXT NOT NULL DEFAULT 'forms';
ALTER TABLE print_job ADD COLUMN wishes TEXT NOT NULL DEFAULT '{}';
ALTER TABLE print_job ADD COLUMN cancelling INTEGER NOT NULL DEFAULT 0;
ALTER TABLE print_job ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE print_job ADD COLUMN changed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE print_job ADD COLUMN changed_at INTEGER NOT NULL DEFAULT 0;

-- Jobs of before were followed by the screen alone: of one that was left open nobody knows how it ended.
UPDATE print_job SET paper = sha256, settled = 1, changed_by = clerk, changed_at = at;
UPDATE print_job SET state = 'unsure' WHERE state IN ('waiting', 'printing', 'stopped');

CREATE INDEX print_job_unsettled ON print_job (at) WHERE settled = 0;
CREATE INDEX print_job_paper ON print_job (subject, kind, paper);
CREATE INDEX print_job_at ON print_job (at);

-- What the printers said of a job, each change once.
CREATE TABLE print_report (
  job TEXT NOT NULL REFERENCES print_job (id),
  nr INTEGER NOT NULL,
  at INTEGER NOT NULL,
  state TEXT NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (job, nr)
) STRICT;
