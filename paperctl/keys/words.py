"""The words of names and titles, and those that say nothing about a title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.text.fold import to_ascii
from paperctl.text.plain import to_plain
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Collection

_WORD = lazy_regex(r"[A-Za-z0-9]+")

STOP_WORDS = frozenset(
    """
    a about above across against all along among an and any are around as at be
    before behind below beneath beside between beyond but by can could did do does
    down during each either every except for from had has have how if in inside into
    is it its like may might must near neither no nor not of off on onto or our out
    over past per shall should since so some such than that the their them then
    there these they this those through throughout to toward towards under unlike
    until up upon us via was we were what when where which while who why will with
    within without would yet you your
    """.split()
)
"""Ours, for the keys that paperctl makes by itself."""

FUNCTION_WORDS = frozenset(
    """
    a an the above about across against along among around at before behind below
    beneath beside between beyond by down during except for from in inside into like
    near of off on onto since to toward through under until up upon with within
    without and but nor or so yet
    """.split()
)
"""JabRef's (docs.jabref.org, "Customize the citation key generator")."""

SKIP_WORDS = frozenset(
    """
    a ab aboard about above across after against al along amid among an and anti
    around as at before behind below beneath beside besides between beyond but by d da
    das de del dell dello dei degli della delle dem den der des despite die do down du
    during ein eine einem einen einer eines el en et except for from gli i il in inside
    into is l la las le les like lo los near nor of off on onto or over past per plus
    round save since so some sur than the through to toward towards un una unas under
    underneath une unlike uno unos until up upon versus via von while with within
    without yet zu zum
    """.split()
)
"""Better BibTeX's (its preference `skipWords`)."""

SCHOLAR_WORDS = frozenset(
    """
    a about an and are as at be by do for from how in is it of on or that the this to
    was what when where which who why will with
    """.split()
)
"""Google Scholar's, as far as its keys show: `redmon2016you`, `ribeiro2016should`,
`clark2019does`, but `recht2019imagenet` of "Do ImageNet classifiers ..."."""

ARXIV_WORDS = frozenset(
    """
    a about above across after afterwards again against all almost alone along already
    also although always am among amongst amoungst amount an and another any anyhow
    anyone anything anyway anywhere are around as at back be became because become
    becomes becoming been before beforehand behind being below beside besides between
    beyond bill both bottom but by call can cannot cant co con could couldnt cry de
    describe detail do done down due during each eg eight either eleven else elsewhere
    empty enough etc even ever every everyone everything everywhere except few fifteen
    fify fill find fire first five for former formerly forty found four from front full
    further get give go had has hasnt have he hence her here hereafter hereby herein
    hereupon hers herself him himself his how however hundred ie if in inc indeed
    interest into is it its itself keep last latter latterly least less ltd made many
    may me meanwhile might mill mine more moreover most mostly move much must my myself
    name namely neither never nevertheless next nine no nobody none noone nor not
    nothing now nowhere of off often on once one only onto or other others otherwise
    our ours ourselves out over own part per perhaps please put rather re same see seem
    seemed seeming seems serious several she should show side since sincere six sixty so
    some somehow someone something sometime sometimes somewhere still such system take
    ten than that the their them themselves then thence there thereafter thereby
    therefore therein thereupon these they thickv thin third this those though three
    through throughout thru thus to together too top toward towards twelve twenty two un
    under until up upon us very via was we well were what whatever when whence whenever
    where whereafter whereas whereby wherein whereupon wherever whether which while
    whither who whoever whole whom whose why will with within without would yet you your
    yours yourself yourselves
    """.split()
)
"""Those of the BibTeX that arxiv.org gives for a paper."""


def words(text: str) -> list[str]:
    """Split text into ASCII words, at hyphens too; an apostrophe joins.

    >>> words("Scale-wise models aren't Erdős's")
    ['Scale', 'wise', 'models', 'arent', 'Erdoss']
    """
    if text.isascii() and text.isalnum():
        return [text]
    return _WORD.findall(to_ascii(to_plain(text)).replace("'", ""))


def blank_words(text: str) -> list[str]:
    """Split text at its blanks only, as they are.

    >>> blank_words("BERT: Pre-training")
    ['BERT:', 'Pre-training']
    """
    return to_ascii(to_plain(text)).split()


def joined(text: str) -> str:
    """Keep letters and digits alone.

    >>> joined("Pre-training,")
    'Pretraining'
    """
    return "".join(_WORD.findall(text))


def without(stop_words: Collection[str], found: list[str]) -> list[str]:
    """Leave out words that say nothing, whatever their case."""
    return [word for word in found if word.lower() not in stop_words]


def capitalized(word: str) -> str:
    """Make the first letter a capital, and leave the others.

    >>> capitalized("jabRef")
    'JabRef'
    """
    return word[:1].upper() + word[1:]
