"""Measurements of the program against floors; see docs/performance.md.

They print ratios of things measured side by side and gate no test: seconds depend on
the machine, ratios much less.
"""
