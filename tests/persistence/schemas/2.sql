-- What schema version 2 held, as written by `.dump`. Never changes.
PRAGMA journal_mode = WAL;
BEGIN;
CREATE TABLE documents(
  owner TEXT NOT NULL, name TEXT NOT NULL, blob BLOB NOT NULL,
  PRIMARY KEY(owner, name)) STRICT, WITHOUT ROWID;
CREATE INDEX documents_by_name ON documents(name, owner);
CREATE TABLE map(
  owner TEXT NOT NULL, map TEXT NOT NULL, key TEXT NOT NULL,
  blob BLOB NOT NULL,
  PRIMARY KEY(owner, map, key)) STRICT, WITHOUT ROWID;
CREATE TABLE log(
  owner TEXT NOT NULL, log TEXT NOT NULL, seq INTEGER NOT NULL,
  id TEXT NOT NULL, time INTEGER NOT NULL, peak INTEGER NOT NULL,
  peer TEXT NOT NULL, blob BLOB NOT NULL,
  PRIMARY KEY(owner, log, seq)) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX log_by_id ON log(owner, log, id);
CREATE INDEX log_by_peer ON log(owner, log, peer, seq);
CREATE INDEX log_by_peak ON log(owner, log, peak, seq);
CREATE INDEX log_late ON log(owner, log, seq, time) WHERE time < peak;
CREATE TABLE log_numbers(
  number INTEGER PRIMARY KEY, owner TEXT NOT NULL, log TEXT NOT NULL,
  UNIQUE(owner, log)) STRICT;
CREATE TABLE log_new_words(
  number INTEGER PRIMARY KEY, place INTEGER NOT NULL,
  words TEXT NOT NULL) STRICT;
CREATE VIRTUAL TABLE log_words USING fts5(
  words, detail = none, columnsize = 0, tokenize = 'ascii');

INSERT INTO documents VALUES('alice@example.org', 'vcard', CAST('<vCard/>' AS BLOB));
INSERT INTO documents VALUES('bob@example.org', 'vcard', x'');
INSERT INTO map VALUES('alice@example.org', 'roster', 'bob@example.org', CAST('both' AS BLOB));
INSERT INTO map VALUES('alice@example.org', 'roster', 'x@example.org', x'');
INSERT INTO log VALUES('alice@example.org', 'archive', 1, 'm1', 1000, 1000, 'bob@example.org', CAST('<message/>' AS BLOB));
INSERT INTO log VALUES('alice@example.org', 'archive', 2, 'm2', 900, 1000, 'carol@example.org', CAST('<late/>' AS BLOB));
INSERT INTO log VALUES('alice@example.org', 'archive', 3, 'm3', 1100, 1100, 'bob@example.org', x'');
INSERT INTO log_numbers VALUES(1, 'alice@example.org', 'archive');
INSERT INTO log_words(rowid, words) VALUES(68719476737, 'hello world');
INSERT INTO log_new_words VALUES(1, 68719476739, 'goodbye world');
PRAGMA application_id = 1953656933;
PRAGMA user_version = 2;
COMMIT;
