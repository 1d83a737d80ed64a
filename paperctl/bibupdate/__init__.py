"""Updating a .bib file that exists: texts in, a plan and a text out.

Field by field it is a merge of three: what the file says, what an export would say, and
what the export said when it was last written into the file (`docs/decisions/0028`).
Files, the catalogue and the terminal are the caller's.
"""

from __future__ import annotations

from paperctl.bibupdate.merge import Base, Conflict, Side
from paperctl.bibupdate.plan import Plan, Wish, plan_update

__all__ = ["Base", "Conflict", "Plan", "Side", "Wish", "plan_update"]
