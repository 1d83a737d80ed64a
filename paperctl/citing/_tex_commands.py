"""The commands of LaTeX that cite, and those that only look so.

From the manuals of natbib, biblatex, apacite, harvard, jurabib, chicago, multibib,
bibentry, abntex2 and REVTeX.
"""

from __future__ import annotations

SINGLE = frozenset(
    """
    cite citet citep citealt citealp citeauthor citefullauthor citeyear citeyearpar
    citenum citetalias citepalias parencite footcite footcitetext textcite smartcite
    supercite autocite citetitle citedate citeurl fullcite footfullcite notecite
    pnotecite fnotecite citeA citeNP citeauthorNP citeyearNP fullciteA fullciteNP
    shortcite shortciteA shortciteNP shortciteauthor shortciteauthorNP maskcite
    maskciteA maskciteNP citeasnoun citeaffixed citename possessivecite citeN citeNN
    citeNNP shortciteN citeonline onlinecite citenameonly citeyearonly newcite
    citeposs citealtp citeapos bibentry nocite citation citefield citelist
    shortcites
    """.split()
)
"""One list of keys, after optional arguments."""

MULTIPLE = frozenset(
    """
    cites parencites footcites footcitetexts textcites smartcites supercites autocites
    fullcites footfullcites notecites citeauthors citetitles
    """.split()
)
"""Lists of keys, as many as there are, each after optional arguments."""

VOLUME = frozenset(
    "volcite pvolcite fvolcite ftvolcite svolcite tvolcite avolcite".split()
)
"""The volume stands in braces before the keys."""

VOLUMES = frozenset(f"{name}s" for name in VOLUME)
"""The same, as many as there are."""

NO_CITATION = frozenset(
    """
    addtocite bibcite bstctlcite citeauthoryear citedelim citefont citeform citeleft
    citemid citeright citepunct citereset citesetup citestyle citetext citetrackerfalse
    citetrackertrue defcitealias citeindextrue citeindexfalse mancite
    """.split()
)
"""Commands of such names that take something else than keys."""

QUOTES = frozenset(
    """
    textcquote foreigntextcquote hyphentextcquote blockcquote foreignblockcquote
    hyphenblockcquote displaycquote foreigndisplaycquote hyphendisplaycquote
    """.split()
)
"""csquotes: the first braces after optional arguments hold the key; `displaycquote` is
an environment."""

LANGUAGE_FIRST = frozenset(
    name for name in QUOTES if name.startswith(("foreign", "hyphen"))
)
"""A language stands in braces before the rest."""

VERBATIM = frozenset(
    """
    verbatim verbatim* Verbatim Verbatim* BVerbatim BVerbatim* LVerbatim LVerbatim*
    SaveVerbatim VerbatimOut verbatimwrite lstlisting minted comment filecontents
    filecontents* tcblisting tcolorboxlisting sageblock pycode pyconsole luacode
    luacode* asy
    """.split()
)
"""Environments in which nothing is a command."""

NO_CONDITION = frozenset(
    """
    iff ifthenelse ifthispageodd ifdef ifundef ifcsdef ifcsundef ifdefmacro ifcsmacro
    ifdefparam ifcsparam ifdefprefix ifdefprotected ifdefltxprotect ifdefempty ifcsempty
    ifdefvoid ifcsvoid ifdefequal ifcsequal ifdefstring ifcsstring ifdefstrequal
    ifdefcounter ifcscounter ifltxcounter ifdeflength ifcslength ifdefdimen ifcsdimen
    ifstrequal ifstrempty ifblank notblank ifnumcomp ifnumequal ifnumless ifnumgreater
    ifnumodd ifdimcomp ifdimequal ifdimless ifdimgreater ifboolexpr ifboolexpe ifbool
    iftoggle ifinlist ifinlistcs ifrmnum ifpackageloaded ifoptionfinal
    """.split()
)
"""Names that begin with `if` and take their branches in braces: no `\\fi` ends them."""

CONDITIONS = frozenset(
    """
    if ifcat ifx ifcase ifnum ifdim ifodd ifmmode ifhmode ifvmode ifinner ifvoid ifhbox
    ifvbox ifeof iftrue iffalse ifdefined ifcsname iffontchar
    """.split()
)
"""TeX's own, which `\\fi` ends whatever follows them. Of others, a brace right after
the name says that the branches stand in braces."""

IN_TEX_ITSELF = frozenset(
    "glyphtounicode xy epsf tikz pgf amssym.def amssym.tex insbox random".split()
)
"""What comes with TeX, and is found elsewhere than beside the document."""


def is_like_citation(name: str) -> bool:
    """Whether a command that is not known here may cite, by its name.

    >>> is_like_citation("mycite"), is_like_citation("citestyle")
    (True, False)
    """
    folded = name.lower()
    return (
        "cite" in folded
        and folded not in NO_CITATION
        and "@" not in name
        and not folded.startswith(("new", "renew", "declare", "def", "set", "every"))
    )
