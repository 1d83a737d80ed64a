"""The command line: Typer commands, streams and exit codes.

A command reads its options, calls the layers below, and emits what they return; a
loop over entries belongs below. `main` is the one place that turns errors into
messages and exit codes.
"""
