"""Proper names that titles hold and a style must not lower-case.

Only words that are names whatever stands beside them, no common nouns: a "fisher"
is rare enough, a "student" is not. A plural or possessive s is understood. Names
with an inner capital or a digit need no entry, they are protected by their form.
"""

from __future__ import annotations

PROPER_NAMES = frozenset(
    (
        # Mathematicians and scientists, and the adjectives made of their names.
        """
        Adamic Arrhenius Artin Avogadro Bahadur Banach Bayes Bayesian Bellman
        Bernoulli Bernstein Bessel Bezout Birkhoff Boltzmann Bonferroni Boolean Borel
        Bregman Brownian Burgers Bézout Calabi Cantor Carlo Carnot Cartesian Cauchy
        Cayley Chebyshev Cherenkov Chernoff Chomsky Christoffel Clifford Coulomb
        Cramer Cramér Danskin Dantzig Darcy Darwin Darwinian Dedekind Delaunay
        Descartes Dijkstra Diophantine Dirac Dirichlet Dyson Edgeworth Ehrenfest
        Einstein Erdos Erdős Euclid Euclidean Euler Eulerian Fano Fenchel Fermat Fermi
        Feynman Fibonacci Fisher Fokker Fourier Frechet Fredholm Frobenius Fréchet
        Gabor Galerkin Galileo Galois Gauss Gaussian Gibbs Girsanov Godel Granger
        Grassmann Grassmannian Gromov Grothendieck Gumbel Gödel Haar Hadamard Hamilton
        Hamiltonian Hamming Hausdorff Hawkes Hebb Hebbian Heisenberg Helmholtz Hermite
        Hermitian Hessian Hilbert Hoeffding Hogwild Hopfield Huber Huffman Hölder
        Ising Ito Itô Jaccard Jacobi Jacobian Jensen Kaczmarz Kalman Kantorovich
        Karhunen Karush Kepler Keplerian Khinchin Kolmogorov Krippendorff Kronecker
        Krylov Kuhn Kullback Kutta Lagrange Lagrangian Langevin Laplace Laplacian
        Lebesgue Legendre Leibler Leibniz Levenberg Levenshtein Lindeberg Liouville
        Lipschitz Lorentz Lorenz Lyapunov Lévy Mahalanobis Mandelbrot Markov Markovian
        Marquardt Matern Matérn Maxwell Mealy Mellin Mercer Minkowski Moebius Moreau
        Möbius Nash Navier Nesterov Newton Newtonian Neyman Nobel Noether Nyquist
        Nystrom Nyström Onsager Ornstein Padé Pareto Parseval Pascal Pauli Peano
        Pearson Penrose Perron Petri Pfaffian Plackett Planck Platonic Poincare
        Poincaré Poisson Polya Polyak Pontryagin Prandtl Pythagoras Pythagorean Pólya
        Rademacher Radon Ramanujan Ramsey Rayleigh Renyi Reynolds Riccati Ricci
        Riemann Riemannian Robbins Rosenblatt Runge Rydberg Rényi Schmidt Schrodinger
        Schrödinger Schur Schwarz Shannon Shapley Sinkhorn Sobolev Spearman
        Stackelberg Stiefel Sylvester Szemerédi Taylor Tchebychev Thompson Tikhonov
        Toeplitz Tsallis Turing Tweedie Uhlenbeck Vandermonde Vapnik Venn Viterbi
        Volterra Voronoi Wasserstein Weibull Weierstrass Weyl Wiener Wigner Wilcoxon
        Wishart Woodbury Yoneda Zermelo Zipf Zipfian
        """
        # Languages, peoples, places.
        """
        Africa African Afrikaans Albanian America American Amharic Antarctic
        Antarctica Arab Arabic Arctic Armenian Asia Asian Atlantic Australia
        Australian Austria Austrian Bangla Bantu Basque Belarusian Bengali Berlin
        Bosnian Boston Brazil Brazilian Britain British Bulgarian California Canada
        Canadian Cantonese Catalan Chicago China Chinese Croatian Czech Danish Denmark
        Dutch Egypt Egyptian England English Esperanto Estonian Ethiopian Europe
        European Finland Finnish France French Galician Georgian German Germany Ghana
        Greece Greek Gujarati Hausa Hawaii Hawaiian Hebrew Hindi Hungarian Iceland
        Icelandic Igbo India Indian Indic Indonesia Indonesian Iran Iranian Iraq
        Ireland Irish Islam Islamic Israel Israeli Italian Italy Jakarta Japan
        Japanese Javanese Jerusalem Jewish Kannada Kazakh Kenya Khmer Kinyarwanda
        Korea Korean Kurdish Kyrgyz Lao Latin Latvian Lithuanian London Macedonian
        Malay Malayalam Malaysia Maltese Mandarin Maori Marathi Mediterranean Mexican
        Mexico Mongolian Moscow Mumbai Nepal Nepali Netherlands Nigeria Nigerian
        Nordic Norway Norwegian Odia Pakistan Paris Pashto Persian Peru Philippines
        Poland Portugal Portuguese Punjabi Quechua Roman Romania Romanian Russia
        Russian Sanskrit Scandinavian Scotland Scottish Serbian Shanghai Singapore
        Sinhala Slavic Slovak Slovene Slovenian Somali Spain Spanish Sumerian Swahili
        Sweden Swedish Swiss Switzerland Syrian Tagalog Taiwan Taiwanese Tajik Tamil
        Tatar Telugu Thai Thailand Tibetan Tigrinya Tokyo Turkish Turkmen Uganda
        Ukraine Ukrainian Urdu Uyghur Uzbek Vietnam Vietnamese Welsh Xhosa Yiddish
        Yoruba Zulu
        """
        # Models, data sets, programs and companies that are written like words.
        """
        Alibaba Amazon Anthropic Atari Baidu Caltech Claude Coq Dafny Debian Ethereum
        Facebook Flickr Fortran Freebase Gemini Gemma Github Google Hadoop Haskell
        Huawei Instagram Jupyter Keras Kubernetes Linux Llama Microsoft Minecraft
        Mistral Mixtral Nvidia Perl Prolog Python Quora Qwen Reddit Scala Scopus
        Spotify Stanford Tensorflow Theano Twitter Unix Verilog Weibo Wikidata
        Wikipedia Wiktionary Wordle Yahoo Yandex Yelp Youtube
        """
        # The sky, and what people believe in.
        """
        Andromeda Bible Biblical Buddhist Christian Confucian Higgs Hindu Hubble
        Jovian Jupiter Koran Martian Muslim Neptune Quran Quranic Saturn Shakespeare
        Shakespearean Talmud Uranus Victorian
        """
    ).split()
)

#: Names of which a part is a common word, or none by itself.
PHRASES = (
    "Born-Oppenheimer", "Frank-Wolfe", "Gram-Schmidt", "Great Britain",
    "Hong Kong", "Hugging Face", "Los Angeles", "Middle East", "Monte Carlo",
    "Moore-Penrose", "New York", "New Zealand", "North America", "Saudi Arabia",
    "Silicon Valley", "South Africa", "South America", "South Korea", "Sri Lanka",
    "Stable Diffusion", "Stack Overflow", "United Kingdom", "United Nations",
    "United States", "World Wide Web", "Yang-Mills",
)  # fmt: skip
