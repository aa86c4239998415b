-- What comes down in parts, a paper of the authority or a catalogue: after a cut, or a start of the program, it goes on
-- where it stood.
CREATE TABLE arriving (
  name TEXT NOT NULL,
  place INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE (name, place)
) STRICT;

-- By whatever way it came whole.
CREATE TRIGGER paper_is_whole AFTER INSERT ON paper BEGIN
  DELETE FROM arriving WHERE name = 'paper ' || new.sha256;
END;

CREATE TRIGGER pack_is_whole AFTER INSERT ON pack BEGIN
  DELETE FROM arriving WHERE name LIKE 'pack %';
END;

-- Events that only a newer program can read, and those of the same case behind them.
CREATE TABLE unread_event (
  dseq INTEGER PRIMARY KEY,
  case_id TEXT NOT NULL
) STRICT;

CREATE TRIGGER event_goes_aside AFTER UPDATE OF dseq ON inbox BEGIN
  UPDATE unread_event SET dseq = new.dseq WHERE dseq = old.dseq;
END;
