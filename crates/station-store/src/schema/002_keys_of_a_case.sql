-- A case's keys together: they go and come at every new version, and a frequent text is looked for case by case.
CREATE INDEX case_key_case ON case_key (case_id, key);
