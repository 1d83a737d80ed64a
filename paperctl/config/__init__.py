"""Configuration: what can be set, who set it, and what holds.

`settings` is the table, `resolve` finds what was given and lets the nearest win; `toml`
and `values` are imported only where there is a file or a variable to read.
"""
