-- A draft that changes a case, and that the case went on without: what it was begun from was sent, or is over. It lies among
-- what was put away, and does not come back.
ALTER TABLE draft ADD COLUMN overtaken_at INTEGER;
CREATE INDEX draft_of_case ON draft (case_id) WHERE frozen_at IS NULL AND overtaken_at IS NULL;

-- A program of before left them open. What came before what stands in the audit chain, whatever the clock said.
UPDATE draft SET overtaken_at = saved_at, discarded_at = coalesce(discarded_at, saved_at)
WHERE case_id IS NOT NULL AND frozen_at IS NULL AND (
  EXISTS (SELECT 1 FROM case_file c WHERE c.id = draft.case_id
          AND c.state NOT IN ('awaiting_signature', 'held', 'correction_requested', 'further_materials'))
  OR EXISTS (SELECT 1 FROM audit s WHERE s.deed ->> '$.deed' = 'step' AND s.deed ->> '$.row[0]' = draft.case_id
             AND s.deed ->> '$.row[1].act' = 'submit'
             AND s.nr > (SELECT min(b.nr) FROM audit b
                         WHERE b.deed ->> '$.deed' = 'draft' AND b.deed ->> '$.row[0]' = draft.id))
  OR EXISTS (SELECT 1 FROM draft f WHERE f.case_id = draft.case_id AND f.frozen_at IS NOT NULL
             AND f.rowid > draft.rowid));
