-- Why a file cannot be sent, empty while it can.
ALTER TABLE upload ADD COLUMN broken TEXT NOT NULL DEFAULT '';
CREATE INDEX upload_case ON upload (case_id) WHERE complete = 0;
