"""Patterns that have a name: how others call the same paper."""

from __future__ import annotations

from paperctl.values import frozen

DEFAULT = "paperctl"


@frozen()
class Preset:
    """One preset, and what it makes of "Attention Is All You Need"."""

    name: str
    pattern: str
    example: str


_TABLE = (
    Preset(DEFAULT, "[auth:lower][year][title1:lower]", "vaswani2017attention"),
    Preset(
        "google-scholar",
        "[auth:lower][year][scholartitle:lower]",
        "vaswani2017attention",
    ),
    # arxiv.org/bibtex: family name, year, four words without arXiv's stop words.
    Preset(
        "arxiv",
        "[authFirstFull:lower:(unknown)][year:(unknown)][arxivtitle:lower]",
        "vaswani2017attentionneed",
    ),
    Preset("jabref", "[auth][year]", "Vaswani2017"),
    Preset(
        "better-bibtex",
        "[auth:lower][shorttitle3_3][year]",
        "vaswaniAttentionAllYou2017",
    ),
)

PRESETS: dict[str, Preset] = {preset.name: preset for preset in _TABLE}
"""Every preset by its name."""
