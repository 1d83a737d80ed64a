"""A catalogue as questions are asked of it: from a disposable index, or in memory.

The index is one SQLite file in the cache folder for each catalogue
(docs/decisions/0015-one-index-for-every-catalogue.md). It is trusted only while the
files are those that it was made from, and losing it loses nothing: `memory` gives the
same answers without it.
"""
