"""One file a command, found by its name; `_` at the end keeps off Python's words.

Each has `SECTION`, its heading in `paperctl --help`, and a function `command`, whose
docstring is the help text. See `paperctl.cli.binding` for how options reach it.
"""
