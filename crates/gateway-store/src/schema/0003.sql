-- The form of the newest version was already replaced by another one when it came.
ALTER TABLE cases ADD COLUMN form_outdated INTEGER NOT NULL DEFAULT 0;
-- A newer program made the newest version; it says more than this gateway can read.
ALTER TABLE cases ADD COLUMN newer_program INTEGER NOT NULL DEFAULT 0;

-- The entry at which a lane stands still, and the place of another lane that it follows. `never` is 1 where the station
-- itself said that there is no such place.
CREATE TABLE lane_waits (
    station    TEXT NOT NULL,
    device     INTEGER NOT NULL,
    epoch      TEXT NOT NULL,
    lane       INTEGER NOT NULL,
    seq        INTEGER NOT NULL,
    after_lane INTEGER NOT NULL,
    after_seq  INTEGER NOT NULL,
    never      INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (station, device, epoch, lane)
) STRICT;

-- Every life of a device's data, counted in the order in which they were heard of.
CREATE TABLE life (
    station  TEXT NOT NULL,
    device   INTEGER NOT NULL,
    epoch    TEXT NOT NULL,
    life     INTEGER NOT NULL,
    program  TEXT NOT NULL,
    heard_at INTEGER NOT NULL,
    PRIMARY KEY (station, device, epoch)
) STRICT;

INSERT INTO life (station, device, epoch, life, program, heard_at)
SELECT station, device, epoch, row_number() OVER (PARTITION BY station, device ORDER BY min(n)), '', min(received_at)
FROM entry GROUP BY station, device, epoch;

-- Where two histories of one device's data part: `known` is the hash that came first, `other` the one that came then
-- (empty where only a new life showed it), `new_epoch` the life in which the second goes on.
CREATE TABLE fork (
    n         INTEGER PRIMARY KEY,
    station   TEXT NOT NULL,
    device    INTEGER NOT NULL,
    epoch     TEXT NOT NULL,
    lane      INTEGER NOT NULL,
    seq       INTEGER NOT NULL,
    known     TEXT NOT NULL,
    other     TEXT NOT NULL,
    at        INTEGER NOT NULL,
    new_epoch TEXT
) STRICT;
CREATE INDEX fork_of_device ON fork (station, device);
