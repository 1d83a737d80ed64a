"""Run paperctl as `python -m paperctl`."""

from __future__ import annotations

from paperctl.cli.main import entry_point

if __name__ == "__main__":
    entry_point()
