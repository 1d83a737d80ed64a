"""The tables of an index, and which index belongs to which program."""

from __future__ import annotations

import sys

from paperctl import __version__

VERSION = 4
"""To be raised with every change of tables, of `pack`, or of how text becomes words."""

FORMAT = f"{VERSION} {__version__} {sys.version_info.major}.{sys.version_info.minor}"
"""What an index says of itself. Another Python may know other letters of Unicode."""

POSITIONS = 1 << 20
"""Entries of a block have the numbers from `block * POSITIONS` on: sorted by number
they stand in the user's order."""

TABLES = """
CREATE TABLE state (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE block (
    id INTEGER PRIMARY KEY,
    file INTEGER NOT NULL,
    size INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    digest BLOB NOT NULL,
    citekeys TEXT NOT NULL,
    has_words INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE entry (
    id INTEGER PRIMARY KEY,
    citekey TEXT NOT NULL,
    folded_key TEXT NOT NULL,
    newest INTEGER,
    first INTEGER,
    last INTEGER,
    year INTEGER,
    area INTEGER,
    arxiv TEXT,
    authors INTEGER NOT NULL,
    fields INTEGER NOT NULL,
    author_words TEXT,
    tag_words TEXT,
    affiliation_words TEXT,
    venue_words TEXT,
    start INTEGER NOT NULL,
    line TEXT NOT NULL
);
CREATE TABLE record (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE key (folded TEXT PRIMARY KEY, entry INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE area (
    id INTEGER PRIMARY KEY, text TEXT NOT NULL, archive TEXT, code TEXT
);
CREATE TABLE chunk (
    block INTEGER NOT NULL,
    field TEXT NOT NULL,
    part TEXT NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (block, field, part)
);
CREATE TABLE making (id INTEGER PRIMARY KEY, name TEXT NOT NULL, edition TEXT NOT NULL);
CREATE TABLE text (place INTEGER PRIMARY KEY, data BLOB NOT NULL);
"""
"""`block`: a stretch of whole entries of a file; `size` in bytes. `entry`: what lists,
filters and orders need; `start` is the place of its key in the block's text, in
characters, `line` what `list` prints. `key`: citekeys and aliases. `chunk`: what `grep`
looks at, a row for each part, since what stands before another value of its row is read
past. `text`: what was made of entries, `making`: how, see `texts`. The full text
(`words`) is made by the first command that needs it."""

ORDERS = """
CREATE INDEX by_area ON entry (area, newest DESC, folded_key, citekey, line);
CREATE INDEX by_date ON entry (newest DESC, folded_key, citekey, line);
"""
"""For large catalogues: the usual list is read without sorting."""

ORDERS_FROM = 20_000
"""So many entries make that pay."""

WORDS = (
    """
CREATE VIRTUAL TABLE words USING fts5 (
    citekey, title, authors, tags, note, abstract,
    content='', tokenize='ascii', detail=full
)
""",
    "CREATE TABLE frequent (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE)",
    """
CREATE TABLE frequency (
    word INTEGER NOT NULL,
    block INTEGER NOT NULL,
    counts BLOB NOT NULL,
    PRIMARY KEY (word, block)
) WITHOUT ROWID
""",
)
"""The full text is fed with words that are folded already: `ascii` leaves all but ASCII
alone. `frequent`: words that many entries have; `frequency`: how often each entry of a
block has one, see the module `frequent`."""

COUNTS_FROM = 20_000
"""So many entries make that pay."""


def entries_of(block: int) -> tuple[int, int]:
    """Give the first and the last number that an entry of a block can have."""
    return block * POSITIONS, (block + 1) * POSITIONS - 1
