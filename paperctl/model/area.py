"""Subject areas as arXiv codes them: `LG`, `cs.LG`, `cs`, `hep-th`."""

from __future__ import annotations

from functools import lru_cache

from paperctl.model.taxonomy import NAMES
from paperctl.values import frozen

_CODE_LENGTH = 2


@frozen()
class Area:
    """A subject area as written, and the archive and code that it means.

    A bare code (`LG`) has an archive only once one is known: from the entry's own
    categories, else from the catalogue's `archive`. Until then it means that code in
    any archive. Text that is no arXiv code is kept; its archive stays None.

    >>> area = parse_area("LG")
    >>> area.full, area.within("cs").full, str(area.within("cs"))
    (None, 'cs.LG', 'LG')
    """

    text: str
    archive: str | None = None
    code: str | None = None

    def __str__(self) -> str:
        return self.text

    @property
    def is_bare(self) -> bool:
        """Whether it is written without its archive."""
        return self.code is not None and "." not in self.text

    @property
    def full(self) -> str | None:
        """The class with its archive, as in `primaryClass`; None while unknown."""
        if self.archive is None or self.code is None:
            return self.archive
        return f"{self.archive}.{self.code}"

    @property
    def name(self) -> str | None:
        """The name that arXiv gives the class, if it is known and has one.

        >>> parse_area("cs.CL").name
        'Computation and Language'
        """
        return NAMES.get(self.full or "")

    def within(self, archive: str | None) -> Area:
        """Resolve a bare code in an archive; one that it does not have stays bare.

        >>> parse_area("OC").within("cs").full is None
        True
        """
        if archive is None or self.archive is not None:
            return self
        if f"{archive}.{self.code}" not in NAMES:
            return self
        return Area(self.text, archive, self.code)


# The same few areas stand in all entries.
@lru_cache(maxsize=1 << 12)
def parse_area(text: str) -> Area:
    """Read an archive, a class or a bare code, in any case.

    >>> [str(parse_area(text)) for text in ("CS.lg", "lg", "Hep-Th", "cond-mat.soft")]
    ['cs.LG', 'LG', 'hep-th', 'cond-mat.soft']
    """
    text = text.strip()
    archive, dot, code = text.partition(".")
    if archive.lower() not in NAMES:
        # Unless it looks like a code it is somebody's own word for a subject.
        is_code = not dot and len(text) == _CODE_LENGTH and text.isalpha()
        written = text.upper() if is_code else text
        return Area(written, None, written)
    archive = archive.lower()
    if not dot:
        return Area(archive, archive, None)
    code = code.upper() if len(code) == _CODE_LENGTH else code.lower()
    return Area(f"{archive}.{code}", archive, code)


def archives_of(code: str) -> tuple[str, ...]:
    """Name the archives that have a class of this code; several make it ambiguous.

    >>> archives_of("CV"), archives_of("LG")
    (('cs', 'math'), ('cs',))
    """
    ending = f".{code}"
    return tuple(full.removesuffix(ending) for full in NAMES if full.endswith(ending))
