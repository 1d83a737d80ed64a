"""Addresses of code repositories in running text."""

from __future__ import annotations

import re

from paperctl.text.regex import lazy_regex

# The hosts on which an address of two parts names a repository. Text that authors
# type for TeX writes `\_` for the underscore; braces and brackets end an address.
_ADDRESS = lazy_regex(
    r"""(?<![\w.@/-]) (?:https?://)? (?:www\.)?
    (?P<host> github\.com | gitlab\.[a-z0-9.-]+ | bitbucket\.org | codeberg\.org
            | gitee\.com | huggingface\.co | hf\.co | git\.sr\.ht )
    / (?P<path> (?: \\[_%\#&~] | [A-Za-z0-9._~%+@=&?\#/-] )+ )""",
    re.VERBOSE | re.IGNORECASE,
)
_ESCAPE = lazy_regex(r"\\(?=[_%#&~])")
_TRAILING = ".,;:!?/-_=&#~+@"
# On Hugging Face data sets and demos have a part more than models.
_KINDS = frozenset({"datasets", "spaces"})


def find_repositories(text: str) -> list[str]:
    r"""List the repositories that a text names, each once, with its scheme.

    >>> find_repositories(r"at https://github.com/IST-DASLab/EvoPress}.")
    ['https://github.com/IST-DASLab/EvoPress']
    >>> find_repositories(r"(\url{github.com/a/b\_c}) and https://github.com/a")
    ['https://github.com/a/b_c']
    """
    found: dict[tuple[str, ...], str] = {}
    for match in _ADDRESS.finditer(text):
        path = _ESCAPE.sub("", match["path"]).rstrip(_TRAILING)
        parts = path.lower().removesuffix(".git").split("/")
        depth = 3 if parts[0] in _KINDS else 2
        if len(parts) < depth or not all(parts[:depth]):
            continue
        scheme = "http" if match[0].lower().startswith("http://") else "https"
        host = match["host"].lower()
        repository = (host, *parts[:depth])
        found.setdefault(repository, f"{scheme}://{host}/{path}")
    return list(found.values())
