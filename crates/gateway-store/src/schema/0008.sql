-- When an account ended: nobody logs in with it any more. The row stays, for old decisions name the person.
ALTER TABLE user ADD COLUMN ended_at INTEGER;
