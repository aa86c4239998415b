-- Keys that are not in use any more: signatures after `until` are not believed. A county's next key takes its place.
CREATE TABLE ended_key (
    key    TEXT PRIMARY KEY,
    place  TEXT NOT NULL,
    until  INTEGER NOT NULL,
    reason TEXT NOT NULL
) STRICT;
