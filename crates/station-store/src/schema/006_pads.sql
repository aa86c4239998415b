-- Where on the pages of a kept paper somebody signs, as the layout set it: on a screen that is where the ink goes.
-- Left, top, width and height are hundredths of a point.
CREATE TABLE sign_place (
  paper TEXT NOT NULL,
  nr INTEGER NOT NULL,
  at INTEGER NOT NULL,
  label TEXT NOT NULL,
  x INTEGER NOT NULL,
  y INTEGER NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  PRIMARY KEY (paper, nr)
) STRICT, WITHOUT ROWID;
