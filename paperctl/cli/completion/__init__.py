"""Completion: a script for each shell, which asks the program itself.

`words` reads a line as a shell does, `answer` finds what may come next, `shells` writes
that for each shell; the scripts stand beside them.
"""
