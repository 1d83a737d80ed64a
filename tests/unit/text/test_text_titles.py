from __future__ import annotations

import pytest

from paperctl.text.latex import protect_title
from paperctl.text.proper_names import PHRASES, PROPER_NAMES

# Titles of one author page, as plain.bst must be given them.
TITLES = (
    (
        "A critical look at the evaluation of {GNNs} under heterophily: Are we really "
        "making progress?"
    ),
    (
        "{SpQR}: A Sparse-Quantized Representation for Near-Lossless {LLM} "
        "Weight Compression"
    ),
    "Vision Models Can Be Efficiently Specialized via Few-Shot Task-Aware Compression",
    "{CAP}: Correlation-Aware Pruning for Highly-Accurate Sparse Vision Models",
    (
        "Characterizing Graph Datasets for Node Classification: Homophily-Heterophily "
        "Dichotomy and Beyond"
    ),
    "Sparse Fine-tuning for Inference Acceleration of Large Language Models",
    "Accurate Neural Network Pruning Requires Rethinking Sparse Optimization",
    (
        "The Iterative Optimal Brain Surgeon: Faster Sparse Recovery by Leveraging "
        "Second-Order Information"
    ),
    (
        "Evaluating Robustness and Uncertainty of Graph Models Under Structural "
        "Distributional Shifts"
    ),
    "Accurate Compression of Text-to-Image Diffusion Models via Vector Quantization",
    (
        "A view of mini-batch {SGD} via generating functions: conditions of "
        "convergence, phase transitions, benefit from negative momenta"
    ),
    "{EvoPress}: Accurate Dynamic Model Compression via Evolutionary Search",
    "Extreme Compression of Large Language Models via Additive Quantization",
    "{PV-Tuning}: Beyond Straight-Through Estimation for Extreme {LLM} Compression",
    "{Hogwild}! Inference: Parallel {LLM} Generation via Concurrent Attention",
    "Switti: Designing Scale-Wise Transformers for Text-to-Image Synthesis",
    "{KV} Cache Offloading for Context-Intensive Tasks",
    "Scale-wise Distillation of Diffusion Models",
    "{YaART}: Yet Another {ART} Rendering Technology",
    "Cache Me If You Must: Adaptive Key-Value Quantization for Large Language Models",
    "Asynchronous Reasoning: Training-Free Interactive Thinking {LLMs}",
    (
        "Bridging the Gap Between Promise and Performance for Microscaling {FP4} "
        "{FP4} Quantization"
    ),
    (
        "Label Privacy in Split Learning for Large Models with "
        "Parameter-Efficient Training"
    ),
)


@pytest.mark.parametrize("protected", TITLES)
def test_only_acronyms_and_names_of_real_titles_are_braced(protected: str) -> None:
    title = protected.replace("{", "").replace("}", "")
    assert protect_title(title) == protected


@pytest.mark.parametrize(
    ("title", "protected"),
    [
        ("GPT-4, GPT-3.5. ImageNet-22K", "{GPT-4}, {GPT-3.5}. {ImageNet-22K}"),
        ("GPT-4's A-0'À", "{GPT-4}'s {A-0'{\\`A}}"),
        ("K-means and 3D U-Net", "{K}-means and {3D} {U}-Net"),
        ("I Am a Model. A Model?", "{I} Am a Model. A Model?"),
        ("A* and A-optimal Type-A", "{A*} and {A}-optimal Type-{A}"),
        ("The AI's LLMs' GNN’s", "The {AI}'s {LLMs}' {GNN}'s"),
        ("Bayesian Gaussians, Markov's", "{Bayesian} {Gaussians}, {Markov}'s"),
        ("Kullback–Leibler", "{Kullback}--{Leibler}"),
        ("Frank–Wolfe in New York", "{Frank--Wolfe} in {New York}"),
        ("New York's New York'B", "{New York}'s New {York'B}"),
        ("TCP/IP R&D D'Alembert", r"{TCP}/{IP} {R\&D} {D'Alembert}"),
        ("Quantum O(N) $O(N)$", r"Quantum {O}({N}) {$O(N)$}"),
        (r"$k$-NN by \(N\)", r"{$k$}-{NN} by {{\(N\)}}"),
        ("α-NAS", r"{{\ensuremath{\alpha}}}-{NAS}"),
        ("ÉTS in Łódź, Über", r"{{\'E}TS} in {\L}{\'o}d{\'z}, {\"U}ber"),
        ("ÉTS", r"{{\'E}TS}"),
        ("Étude É", r"{\'E}tude {{\'E}}"),
        ("{SpQR} and {{GPT}}", "{SpQR} and {{GPT}}"),
        (r"\emph{in vivo} \emph{GNN}", r"\emph{in vivo} {{\emph{GNN}}}"),
        (r"{\emph{GNN}}", r"{{\emph{GNN}}}"),
        (r"\LaTeX{} of {\TeX}", r"{\LaTeX} of {\TeX}"),
        (r"\url{http://a.B}", r"{{\url{http://a.B}}}"),
        (r"by~GPT \cite{Foo}", None),
        ("GЖ\u0301N and Жа\u0301", "{GЖ\u0301N} and Жа\u0301"),
        ("Foo: a GNN-based", "Foo: a {GNN}-based"),
        ("The fisher and the python", "The fisher and the python"),
        ("iPhone: An A* Search", "{iPhone}: An {A*} Search"),
        ("On Monte Carlo: by GPT-4's", "On {Monte Carlo}: by {GPT-4}'s"),
        (" Two  Blanks: for LLMs ", "Two Blanks: for {LLMs}"),
        ("GPT:", "{GPT}:"),
        ("", ""),
    ],
)
def test_words_are_protected_by_their_form(title: str, protected: str | None) -> None:
    once = protect_title(title)
    if protected is not None:
        assert once == protected
    assert protect_title(once) == once


def test_utf8_titles_keep_their_letters() -> None:
    assert protect_title("Erdős in ÉTS", ascii_only=False) == "{Erdős} in {ÉTS}"


def test_names_are_words_a_title_can_hold() -> None:
    assert len(PROPER_NAMES) > 150
    for name in PROPER_NAMES:
        assert name.isalpha(), name
        assert name[0].isupper(), name
    assert all(any(mark in phrase for mark in " -") for phrase in PHRASES)
