"""The canonical layout of a catalogue: values to YAML text, always the same.

`dump` lays out catalogues, entries and profiles by the rules of `paperctl.yamltext`.
Text only: files are `paperctl.store`'s, and PyYAML is not needed to write. Both `store`
and the format `yaml` stand on it.
"""

from __future__ import annotations

__all__ = ["SECTIONS"]

SECTIONS = ("archive", "profiles", "papers")
"""The sections that a catalogue file has, as they are written."""
