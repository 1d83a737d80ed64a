"""Finding entries: the query language, sorting, grep and ranked search.

The modules are imported one by one, so that a command pays for what it uses: `parse`
and `filters` make a query, `match` evaluates it, `sort` orders what it found; `grep`
and `search` stand apart. `docs/query.md` describes the language.
"""

from __future__ import annotations
