"""Immutable values: frozen dataclasses that cost next to nothing to define.

`dataclass` compiles the source of five methods for each class, and every start of a
command would pay for that. Here all classes share their methods.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import NamedTuple as NamedTuple  # noqa: PLC0414 - to be imported

T = TypeVar("T")
_MISSING: Any = object()
_NOT_COPIED = frozenset({"__dict__", "__weakref__"})


@dataclass_transform(frozen_default=True)
def frozen(
    *, kw_only: bool = False, sparse: bool = False
) -> Callable[[type[T]], type[T]]:
    """Make a class of values, as `dataclass(frozen=True, slots=True)` does.

    The annotated names are the fields; methods that the class has stay. It has no base
    class. `dataclasses.replace` and `fields` work.

    Args:
        kw_only: Fields are given by name only.
        sparse: Most of the many fields are left at their defaults: each value keeps
            only what it was given, in its `vars`. Goes with `kw_only`.

    >>> from dataclasses import replace
    >>> @frozen()
    ... class Point:
    ...     x: int
    ...     y: int = 0
    >>> Point(1), Point(1) == Point(x=1, y=0), replace(Point(1), y=2)
    (Point(x=1, y=0), True, Point(x=1, y=2))
    """

    def make(plain: type[T]) -> type[T]:
        fields = {
            name: getattr(plain, name, _MISSING) for name in plain.__annotations__
        }
        own = {
            name: item
            for name, item in vars(plain).items()
            if name not in fields and name not in _NOT_COPIED
        }
        if sparse:
            own |= {name: item for name, item in fields.items() if item is not _MISSING}
        else:
            own["__slots__"] = tuple(fields)
        own |= {
            "__match_args__": () if kw_only else tuple(fields),
            "__dataclass_fields__": _Fields(fields, kw_only=kw_only),
            "_names": tuple(fields),
            "_defaults": fields,
            "_required": [name for name in fields if fields[name] is _MISSING],
            "_in_order": tuple(fields.values()),
            "_positional": 0 if kw_only else len(fields),
            "_values": property(attrgetter(*fields)),
        }
        made: Any = type(plain.__name__, (_SparseValue if sparse else _Value,), own)
        return made  # type: ignore[no-any-return]

    return make


def field_names(of: Any) -> tuple[str, ...]:
    """Name the fields of a class made by `frozen`, or of one of its values."""
    names: tuple[str, ...] = of._names  # noqa: SLF001 - of this module's classes
    return names


def changed(value: T, **changes: Any) -> T:
    """Give a sparse value with other fields, as `dataclasses.replace` does.

    What it was not given stays so; `replace` gives every field to the new one.

    >>> @frozen(kw_only=True, sparse=True)
    ... class Point:
    ...     x: int
    ...     y: int = 0
    >>> changed(Point(x=1), x=2), vars(changed(Point(x=1), x=2))
    (Point(x=2, y=0), {'x': 2})
    """
    held = {**vars(value), **changes}
    of: Any = type(value)
    # With the names that it has already nothing can be wrong.
    is_known = changes.keys() <= of._defaults.keys()  # noqa: SLF001
    made: T = restored(of, held) if is_known else of(**held)
    return made


def restored(of: type[T], held: dict[str, Any]) -> T:
    """Make a sparse value again from its `vars`, which are known to be right.

    >>> @frozen(kw_only=True, sparse=True)
    ... class Point:
    ...     x: int
    ...     y: int = 0
    >>> restored(Point, {"x": 1})
    Point(x=1, y=0)
    """
    value = object.__new__(of)
    object.__setattr__(value, "__dict__", held)
    return value


class _Value:
    """What all classes of values have in common."""

    __slots__ = ()
    _names: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[Mapping[str, Any]]
    _required: ClassVar[Sequence[str]]
    _in_order: ClassVar[tuple[Any, ...]]
    _positional: ClassVar[int]
    _puts: ClassVar[Iterable[Callable[[Any, Any], None]]]
    _values: Any

    def __init_subclass__(cls) -> None:
        slots = vars(cls).get("__slots__", ())
        cls._puts = [getattr(cls, name).__set__ for name in slots]

    def __init__(self, /, *args: Any, **named: Any) -> None:
        given = len(args)
        if named or given != self._positional or not args:
            # Those without a default come first.
            if not named and len(self._required) <= given < self._positional:
                args += self._in_order[given:]
            else:
                args = tuple(self._arranged(args, named))
        # A frozen class has no attributes to be set: each value goes into its slot.
        for put, item in zip(self._puts, args, strict=True):
            put(self, item)
        self.__post_init__()

    def _arranged(
        self, args: tuple[Any, ...], named: Mapping[str, Any]
    ) -> Iterable[Any]:
        """Put arguments and defaults in the order of the fields."""
        defaults = self._defaults
        values = {**defaults, **dict(zip(defaults, args, strict=False)), **named}
        if len(args) > self._positional:
            raise TypeError(f"{type(self).__name__} takes no {len(args)} arguments")
        if len(values) > len(defaults):
            unknown = ", ".join(name for name in named if name not in defaults)
            raise TypeError(f"{type(self).__name__} has no field {unknown}")
        if args and not named.keys().isdisjoint(list(defaults)[: len(args)]):
            raise TypeError(f"{type(self).__name__} got a value twice")
        for name in self._required:
            if values[name] is _MISSING:
                raise TypeError(f"{type(self).__name__} needs {name}")
        return values.values()

    def __post_init__(self) -> None:
        pass

    def __setattr__(self, name: str, item: object) -> None:
        raise _refusal(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise _refusal(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return bool(self._values == other._values)

    def __hash__(self) -> int:
        return hash((type(self), self._values))

    def __repr__(self) -> str:
        shown = (f"{name}={getattr(self, name)!r}" for name in self._defaults)
        return f"{type(self).__name__}({', '.join(shown)})"

    # For `copy` and `pickle`, which know nothing of slots that cannot be set.

    def __getstate__(self) -> list[Any]:
        return [getattr(self, name) for name in self._defaults]

    def __setstate__(self, state: list[Any]) -> None:
        for put, item in zip(self._puts, state, strict=True):
            put(self, item)


class _SparseValue(_Value):
    """A value that keeps no defaults: they are those of its class."""

    def __init__(self, /, *args: Any, **named: Any) -> None:
        if args or not named.keys() <= self._defaults.keys():
            self._arranged(args, named)  # says what is wrong
        for name in self._required:
            if name not in named:
                raise TypeError(f"{type(self).__name__} needs {name}")
        object.__setattr__(self, "__dict__", named)
        self.__post_init__()

    def __eq__(self, other: object) -> bool:
        # Nearly always equal values were given the same.
        if type(other) is type(self) and vars(self) == vars(other):
            return True
        return super().__eq__(other)

    __hash__ = _Value.__hash__

    def __setstate__(self, state: list[Any]) -> None:
        named = dict(zip(self._defaults, state, strict=True))
        object.__setattr__(self, "__dict__", named)


def _refusal(message: str) -> Exception:
    from dataclasses import FrozenInstanceError

    return FrozenInstanceError(message)


class _Fields:
    """What the functions of `dataclasses` look for, made when they do."""

    def __init__(self, defaults: Mapping[str, Any], *, kw_only: bool) -> None:
        self._defaults = defaults
        self._kw_only = kw_only
        self._made: Mapping[str, Any] | None = None

    def __get__(self, instance: object, owner: type) -> Mapping[str, Any]:
        if self._made is None:
            from dataclasses import field, make_dataclass

            fields = [
                (name, Any, field() if default is _MISSING else _defaulted(default))
                for name, default in self._defaults.items()
            ]
            made: Any = make_dataclass(owner.__name__, fields, kw_only=self._kw_only)
            self._made = made.__dataclass_fields__
        return self._made


def _defaulted(default: Any) -> Any:
    from dataclasses import field

    # What is not hashable may not be a default of theirs; values never change.
    return field(default_factory=lambda: default)


# --- tuples ----------------------------------------------------------------------

if not TYPE_CHECKING:
    from collections import _tuplegetter  # what reads the items of any named tuple

    class _NamedType(type):
        """Makes classes of tuples of what is annotated in them."""

        def __new__(cls, name, bases, own):
            names = tuple(own.get("__annotations__", ()))
            defaults = {name: own[name] for name in names if name in own}
            own |= {name: _tuplegetter(at, "") for at, name in enumerate(names)}
            own |= {"__slots__": (), "__match_args__": names, "_fields": names}
            own |= {"_defaults": defaults, "_tail": (*defaults.values(),)}
            return super().__new__(cls, name, bases, own)

    class NamedTuple(tuple, metaclass=_NamedType):
        """What `typing.NamedTuple` is, made ten times as fast, and used alike.

        >>> class Point(NamedTuple):
        ...     x: int
        ...     y: int = 0
        >>> Point(1), Point(y=2, x=1)._replace(x=3), Point(1) == (1, 0)
        (Point(x=1, y=0), Point(x=3, y=2), True)
        """

        def __new__(cls, /, *args, **named):
            """Make one of what is given, and of defaults."""
            missing = len(cls._fields) - len(args)
            if 0 < missing <= len(cls._tail) and not named:
                args += cls._tail[-missing:]
            elif named or missing:
                args = cls._arranged(args, named)
            return tuple.__new__(cls, args)

        @classmethod
        def _arranged(cls, args, named):
            take, default = named.pop, cls._defaults
            rest = cls._fields[len(args) :]
            try:
                more = [take(name) if name in named else default[name] for name in rest]
            except KeyError as error:
                raise TypeError(f"{cls.__name__} needs {error}") from None
            if named or len(args) > len(cls._fields):
                raise TypeError(f"{cls.__name__} does not take these arguments")
            return (*args, *more)

        def _replace(self, /, **named):
            values = [*map(named.pop, self._fields, self)]
            if named:
                raise TypeError(f"{type(self).__name__} has no {', '.join(named)}")
            return tuple.__new__(type(self), values)

        def __getnewargs__(self):
            return tuple(self)

        def __repr__(self):
            parts = map("{}={!r}".format, self._fields, self)
            return f"{type(self).__name__}({', '.join(parts)})"
