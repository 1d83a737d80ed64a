"""The topic `formats`: what `export` can write, as the formats themselves say it."""

from __future__ import annotations

import textwrap

SUMMARY = "What `export` can write, and which options each takes."
_WIDTH = 79


def text() -> str:
    """Write the topic."""
    from paperctl import formats
    from paperctl.verify import consumers

    forms = [formats.get(name) for name in formats.names()]
    width = max(len(form.name) for form in forms)
    rows = "".join(f"  {form.name:{width}}  {form.summary}\n" for form in forms)
    taken = dict.fromkeys(option for form in forms for option in form.takes)
    options = {
        _spelt(option): ", ".join(form.name for form in forms if option in form.takes)
        for option in sorted(taken)
    }
    readable = [form.name for form in forms if consumers(form.name)]
    options["--verify"] = ", ".join(readable)
    width = max(map(len, options))
    takers = "".join(
        _row(option, names, width=width) for option, names in options.items()
    )
    layouts = "".join(
        _row(form.name, ", ".join(form.layouts), width=width)
        for form in forms
        if form.layouts
    )
    return (
        f"{SUMMARY}\n"
        "paperctl export FORMAT [QUERY]... [-o FILE]\n"
        "\n"
        f"Formats\n{rows}"
        "\n"
        "All take --fields, --no-abstract, and what chooses and sorts. Some\n"
        "take more; the other formats refuse it:\n"
        "\n"
        f"Options\n{takers}"
        "\n"
        "The first layout of a format is its usual one:\n"
        "\n"
        f"Layouts\n{layouts}"
    )


def _spelt(option: str) -> str:
    return f"--{option.replace('_', '-')}"


def _row(left: str, right: str, *, width: int) -> str:
    lines = textwrap.wrap(
        right,
        _WIDTH,
        initial_indent=f"  {left:{width}}  ",
        subsequent_indent=" " * (width + 4),
        break_on_hyphens=False,
    )
    return "\n".join(lines) + "\n"
