-- When every file of the newest version was here first: the authority's working days for an answer run from then.
ALTER TABLE cases ADD COLUMN materials_at INTEGER;
-- The form of the newest version was taken unread, because the catalogue it names is not here.
ALTER TABLE cases ADD COLUMN form_unread INTEGER NOT NULL DEFAULT 0;
-- How many supplements a county has safely on its own disk beside the version it pulled.
ALTER TABLE cases ADD COLUMN pulled_supplements INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lease_case ADD COLUMN supplements INTEGER NOT NULL DEFAULT 0;

UPDATE cases SET materials_at =
    (SELECT max(t.at) FROM timeline t
     WHERE t.case_id = cases.id AND t.act IN ('receive', 'receive_correction', 'complete_materials'))
WHERE complete = 1;

CREATE INDEX cases_unanswered ON cases (materials_at) WHERE state IN ('received', 'materials_complete', 'corrected');
