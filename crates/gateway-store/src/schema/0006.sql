-- Dictionaries of published packs, by the id that stands in what was packed with them. None is ever dropped: what a station
-- packed may come years later.
CREATE TABLE dictionary (
    id    INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;
