-- Papers of the authority that were announced and are not here: every talk asks for them, and must not read every decision
-- to know that there are none.
CREATE TABLE awaited_paper (
  case_id TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (case_id, sha256)
) STRICT, WITHOUT ROWID;

INSERT OR IGNORE INTO awaited_paper
SELECT case_id, decided ->> '$.paper.sha256' FROM decision
WHERE decided ->> '$.paper.sha256' IS NOT NULL
AND NOT EXISTS (SELECT 1 FROM paper p
                WHERE p.case_id = decision.case_id AND p.sha256 = decided ->> '$.paper.sha256');

CREATE TRIGGER paper_is_announced AFTER INSERT ON decision WHEN new.decided ->> '$.paper.sha256' IS NOT NULL BEGIN
  INSERT OR IGNORE INTO awaited_paper
  SELECT new.case_id, new.decided ->> '$.paper.sha256'
  WHERE NOT EXISTS (SELECT 1 FROM paper p
                    WHERE p.case_id = new.case_id AND p.sha256 = new.decided ->> '$.paper.sha256');
END;

CREATE TRIGGER paper_is_here AFTER INSERT ON paper BEGIN
  DELETE FROM awaited_paper WHERE case_id = new.case_id AND sha256 = new.sha256;
END;
