-- The same index, with its states one by one: for a list of three SQLite builds a table in memory at every change of a case.
DROP INDEX cases_unanswered;
CREATE INDEX cases_unanswered ON cases (materials_at)
WHERE state = 'received' OR state = 'materials_complete' OR state = 'corrected';
