-- What schema version 3 held, as written by `.dump`. Never changes.
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
CREATE TABLE logs(
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  owner TEXT NOT NULL, log TEXT NOT NULL,
  last_position INTEGER NOT NULL DEFAULT 0, UNIQUE(owner, log)) STRICT;
CREATE TABLE log_recent(
  row INTEGER PRIMARY KEY, log INTEGER NOT NULL, position INTEGER NOT NULL,
  id TEXT NOT NULL, time INTEGER NOT NULL, peer TEXT NOT NULL,
  blob BLOB NOT NULL, words TEXT NOT NULL) STRICT;
CREATE TABLE log_blocks(
  place INTEGER PRIMARY KEY, log INTEGER NOT NULL,
  entry_count INTEGER NOT NULL, size INTEGER NOT NULL,
  low INTEGER NOT NULL, peak INTEGER NOT NULL, late INTEGER NOT NULL,
  entries BLOB NOT NULL, words TEXT NOT NULL) STRICT;
CREATE INDEX log_blocks_by_peak ON log_blocks(log, peak);
CREATE INDEX log_blocks_by_low ON log_blocks(log, low, place, entry_count);
CREATE INDEX log_blocks_late ON log_blocks(place, low) WHERE late;
CREATE TABLE log_ids(
  log INTEGER NOT NULL, id TEXT NOT NULL, position INTEGER NOT NULL,
  PRIMARY KEY(log, id)) STRICT, WITHOUT ROWID;
CREATE TABLE log_peers(
  log INTEGER NOT NULL, peer TEXT NOT NULL, place INTEGER NOT NULL,
  PRIMARY KEY(log, peer, place)) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE log_words USING fts5(
  words, content = '', detail = none, columnsize = 0, tokenize = 'ascii');

INSERT INTO documents VALUES('alice@example.org', 'vcard', CAST('<vCard/>' AS BLOB));
INSERT INTO documents VALUES('bob@example.org', 'vcard', x'');
INSERT INTO map VALUES('alice@example.org', 'roster', 'bob@example.org', CAST('both' AS BLOB));
INSERT INTO map VALUES('alice@example.org', 'roster', 'x@example.org', x'');
INSERT INTO logs VALUES(1, 'alice@example.org', 'archive', 2);
INSERT INTO log_blocks VALUES(4294967297, 1, 2, 109, 900, 1000, 0, x'0100000000000000e803000000000000020000000f0000000a0000006d31626f62406578616d706c652e6f72673c6d6573736167652f3e020000000000000084030000000000000200000011000000070000006d326361726f6c406578616d706c652e6f72673c6c6174652f3e', 'hello world
');
INSERT INTO log_words(rowid, words) VALUES(4294967297, 'hello world
');
INSERT INTO log_ids VALUES(1, 'm1', 1);
INSERT INTO log_ids VALUES(1, 'm2', 2);
INSERT INTO log_peers VALUES(1, 'bob@example.org', 4294967297);
INSERT INTO log_peers VALUES(1, 'carol@example.org', 4294967297);
-- Is in the block already, and so does not count.
INSERT INTO log_recent VALUES(1, 1, 2, 'm2', 900, 'carol@example.org', CAST('<late/>' AS BLOB), '');
INSERT INTO log_recent VALUES(2, 1, 3, 'm3', 1100, 'bob@example.org', x'', 'goodbye world');
PRAGMA application_id = 1953656933;
PRAGMA user_version = 3;
COMMIT;
