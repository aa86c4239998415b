-- Files that have not come whole: at every hello a station is told of some.
CREATE INDEX file_awaited ON file (station) WHERE complete = 0;
