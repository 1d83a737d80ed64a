"""Catalogue files: found, read, written, and added to without harm.

`locate` finds the catalogue, `load` reads it into models and problems, `dump` writes
it canonically, `edit` adds to a file without changing what stands there, `atomic` and
`lock` see to it that nothing is lost. The only part of the program that knows YAML.
Nothing is imported here, so that a command loads only what it uses.
"""

from __future__ import annotations
