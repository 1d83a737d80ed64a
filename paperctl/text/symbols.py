"""The commonest symbols of maths, as data.

pylatexenc knows a thousand more and is asked next; but loading it takes longer
than most commands do, and nine abstracts in ten need nothing else than these.
"""

from __future__ import annotations

#: Relations and arrows: a space on each side.
RELATIONS = {
    "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "ne": "≠",
    "leqslant": "≤", "geqslant": "≥", "ll": "≪", "gg": "≫", "lesssim": "≲",
    "gtrsim": "≳", "approx": "≈", "equiv": "≡", "cong": "≅", "simeq": "≃",
    "propto": "∝", "in": "∈", "notin": "∉", "ni": "∋", "subset": "⊂",
    "subseteq": "⊆", "supset": "⊃", "supseteq": "⊇", "to": "→",
    "rightarrow": "→", "leftarrow": "←", "gets": "←", "leftrightarrow": "↔",
    "Rightarrow": "⇒", "Leftarrow": "⇐", "Leftrightarrow": "⇔", "implies": "⇒",
    "iff": "⇔", "mapsto": "↦", "longrightarrow": "⟶", "mid": "∣", "parallel": "∥",
    "perp": "⊥", "prec": "≺", "succ": "≻", "preceq": "⪯", "succeq": "⪰",
    "vdash": "⊢", "models": "⊨", "triangleq": "≜", "sqsubseteq": "⊑",
}  # fmt: skip

#: Everything else that is one character.
SIGNS = {
    "times": "×", "cdot": "·", "pm": "±", "mp": "∓", "div": "÷", "ast": "∗",
    "sim": "∼", "circ": "∘", "bullet": "•", "star": "⋆", "oplus": "⊕",
    "ominus": "⊖", "otimes": "⊗", "odot": "⊙", "cup": "∪", "cap": "∩",
    "setminus": "∖", "wedge": "∧", "land": "∧", "vee": "∨", "lor": "∨",
    "neg": "¬", "lnot": "¬", "forall": "∀", "exists": "∃", "infty": "∞",
    "partial": "∂", "nabla": "∇", "sum": "∑", "prod": "∏", "int": "∫",
    "ell": "ℓ", "hbar": "ℏ", "Re": "ℜ", "Im": "ℑ", "aleph": "ℵ", "emptyset": "∅",
    "varnothing": "∅", "top": "⊤", "bot": "⊥", "angle": "∠", "dagger": "†",
    "ddagger": "‡", "prime": "′", "ldots": "…", "dots": "…", "dotsc": "…",
    "cdots": "⋯", "dotsb": "⋯", "vdots": "⋮", "ddots": "⋱", "langle": "⟨",
    "rangle": "⟩", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉",
    "lVert": "‖", "rVert": "‖", "Vert": "‖", "|": "‖", "lvert": "|",
    "rvert": "|", "vert": "|", "lbrace": "{", "rbrace": "}", "backslash": "\\",
    "uparrow": "↑", "downarrow": "↓", "square": "□", "Box": "□", "degree": "°",
    "colon": ": ", "lbrack": "[", "rbrack": "]", "checkmark": "✓",
    "varepsilon": "ε", "epsilon": "ϵ", "vartheta": "ϑ", "varphi": "φ",
    "phi": "ϕ", "varrho": "ϱ", "varsigma": "ς", "varpi": "ϖ", "digamma": "ϝ",
    "{": "{", "}": "}", "%": "%", "#": "#", "&": "&", "_": "_", "$": "$",
}  # fmt: skip

#: Names set upright, with a space between them and a letter.
FUNCTIONS = frozenset(
    "arccos arcsin arctan arg argmax argmin cos cosh cot deg det diag dim exp gcd "
    "hom inf ker lg lim liminf limsup ln log max min mod bmod Pr sec sin sinh sup "
    "tan tanh tr".split()
)

#: Macros that only place or size what follows.
DROPPED = frozenset(
    "left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl "
    "Biggr limits nolimits displaystyle textstyle scriptstyle nonumber "
    "scriptscriptstyle notag mathstrut strut boldmath unboldmath".split()
)

SPACES = {
    ",": " ", ";": " ", ":": " ", ">": " ", " ": " ", "!": "", "/": "",
    "quad": " ", "qquad": "  ", "thinspace": " ", "\\": " ", "\n": " ",
    "\t": " ", "-": "", "enspace": " ", "space": " ",
}  # fmt: skip

#: Macros whose argument is shown as it is.
WRAPPERS = frozenset(
    "mathrm mathbf mathit mathsf mathtt mathcal mathscr mathfrak mathnormal "
    "boldsymbol bm pmb text textrm textbf textit textsf texttt textup textnormal "
    "mbox hbox operatorname mathop mathbin mathrel mathord mathopen mathclose "
    "ensuremath emph textsc".split()
)
#: Of these, the argument is prose and keeps its blanks.
PROSE = frozenset(
    "text textrm textbf textit textsf texttt textup textnormal mbox hbox emph "
    "textsc operatorname mathrm".split()
)

#: Macros that put a mark over their argument.
OVER = {
    "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303",
    "bar": "\u0304", "overline": "\u0305", "breve": "\u0306", "dot": "\u0307",
    "ddot": "\u0308", "mathring": "\u030a", "check": "\u030c", "vec": "\u20d7",
    "acute": "\u0301", "grave": "\u0300", "underline": "\u0332",
}  # fmt: skip

SUPERSCRIPTS = str.maketrans(
    "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW*′",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ*′",
)
SUBSCRIPTS = str.maketrans(
    "0123456789+-−=()aehijklmnoprstuvxβγρφχ",
    "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
)
DOUBLE_STRUCK = {"C": "ℂ", "H": "ℍ", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "Z": "ℤ"}
