-- How many bundles had been begun when it last changed whether the gateway has the file: the answer to one of those may be
-- older than that.
ALTER TABLE upload ADD COLUMN bundles INTEGER NOT NULL DEFAULT 0;

-- By whatever way it was told.
CREATE TRIGGER upload_is_told AFTER UPDATE OF complete ON upload WHEN new.complete <> old.complete BEGIN
  UPDATE upload SET bundles = coalesce((SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'bundles'), 0)
  WHERE sha256 = new.sha256 AND case_id = new.case_id;
END;
