"""Classes of values keep what frozen dataclasses promise."""

from __future__ import annotations

import copy
import pickle
import typing
from dataclasses import FrozenInstanceError, fields, is_dataclass, replace
from typing import Any

import pytest

from paperctl.values import NamedTuple, field_names, frozen


@frozen()
class Point:
    """A point.

    Attributes:
        x: To the right.
    """

    x: int
    y: int = 0

    @property
    def sum(self) -> int:
        return self.x + self.y


@frozen(kw_only=True)
class Named:
    name: str
    tags: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return 7

    def __repr__(self) -> str:
        return "named"


@frozen(kw_only=True, sparse=True)
class Sparse:
    name: str
    title: str = ""
    tags: tuple[str, ...] = ()


@frozen()
class Even:
    number: int

    def __post_init__(self) -> None:
        if self.number % 2:
            raise ValueError("odd")


def test_values_take_fields_by_place_and_by_name() -> None:
    assert Point(1, 2) == Point(1, y=2) == Point(y=2, x=1)
    assert Point(1).y == 0
    assert Point(1, 2).sum == 3


@pytest.mark.parametrize(
    ("args", "named"),
    [((), {}), ((1, 2, 3), {}), ((1,), {"x": 1}), ((1,), {"z": 1}), ((), {"y": 1})],
)
def test_other_arguments_are_refused(
    args: tuple[Any, ...], named: dict[str, Any]
) -> None:
    with pytest.raises(TypeError):
        Point(*args, **named)


@pytest.mark.parametrize("args", [("a",), ("a", ())])
def test_fields_of_some_go_by_name_only(args: tuple[Any, ...]) -> None:
    make: Any = Named
    with pytest.raises(TypeError):
        make(*args)
    assert Named(name="a").tags == ()


def test_values_do_not_change() -> None:
    point: Any = Point(1)
    for name in ("x", "z"):
        with pytest.raises(FrozenInstanceError):
            setattr(point, name, 2)
    with pytest.raises(FrozenInstanceError):
        del point.x
    assert not hasattr(point, "__dict__")


def test_equal_values_have_one_hash_and_other_classes_other_values() -> None:
    assert hash(Point(1, 0)) == hash(Point(1))
    others: list[Any] = [Point(2), Even(1 + 1), (1, 0), None]
    assert Point(1) not in others


def test_what_a_class_defines_stays() -> None:
    assert hash(Named(name="a")) == 7
    assert repr(Named(name="a")) == "named"
    assert repr(Point(1)) == "Point(x=1, y=0)"
    assert Point.__doc__ is not None
    assert Point.__doc__.startswith("A point.")
    assert (Point.__module__, Point.__qualname__) == (__name__, "Point")
    with pytest.raises(ValueError, match="odd"):
        Even(1)


def test_values_can_be_matched_copied_and_pickled() -> None:
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)
    point: Any = Point(1, 2)
    assert copy.copy(point) == copy.deepcopy(point) == point
    assert pickle.loads(pickle.dumps(point)) == point


def test_dataclasses_knows_them() -> None:
    knows: Any = is_dataclass
    assert knows(Point)
    assert [field.name for field in fields(Point)] == ["x", "y"]
    assert field_names(Point) == field_names(Point(1)) == ("x", "y")
    assert replace(Named(name="a", tags=("b",)), name="c").tags == ("b",)
    with pytest.raises(ValueError, match="odd"):
        replace(Even(2), number=3)


def test_sparse_values_keep_what_they_are_given() -> None:
    value: Any = Sparse(name="a", title="b")
    assert vars(value) == {"name": "a", "title": "b"}
    assert (value.title, value.tags) == ("b", ())
    assert repr(value) == "Sparse(name='a', title='b', tags=())"


def test_sparse_values_are_equal_whether_a_default_was_given_or_not() -> None:
    assert Sparse(name="a") == Sparse(name="a", tags=())
    assert hash(Sparse(name="a")) == hash(Sparse(name="a", tags=()))
    assert Sparse(name="a") != Sparse(name="a", tags=("b",))


def test_sparse_values_do_not_change() -> None:
    value: Any = Sparse(name="a")
    for name in ("name", "tags", "other"):
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, "b")
    with pytest.raises(FrozenInstanceError):
        del value.name


@pytest.mark.parametrize(
    ("args", "named"), [((), {}), (("a",), {}), ((), {"name": "a", "other": 1})]
)
def test_sparse_values_refuse_other_arguments(
    args: tuple[Any, ...], named: dict[str, Any]
) -> None:
    make: Any = Sparse
    with pytest.raises(TypeError):
        make(*args, **named)


def test_sparse_values_can_be_replaced_copied_and_pickled() -> None:
    value: Any = Sparse(name="a", title="b")
    assert replace(value, title="c") == Sparse(name="a", title="c")
    assert field_names(Sparse) == ("name", "title", "tags")
    for other in (copy.copy(value), copy.deepcopy(value)):
        assert other == value
    assert pickle.loads(pickle.dumps(value)) == value


class Pair(NamedTuple):
    """A pair."""

    one: int
    other: str = "b"
    last: tuple[int, ...] = ()

    @property
    def both(self) -> str:
        return f"{self.one}{self.other}"


class TypingPair(typing.NamedTuple):
    one: int
    other: str = "b"
    last: tuple[int, ...] = ()


ARGUMENTS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((1,), {}),
    ((1, "x"), {}),
    ((1, "x", (2,)), {}),
    ((), {"one": 1}),
    ((1,), {"last": (3,)}),
    ((), {"last": (3,), "other": "y", "one": 1}),
    ((), {}),
    ((1, "x", (), 4), {}),
    ((1,), {"one": 2}),
    ((1,), {"nothing": 2}),
    ((), {"other": "x"}),
]


@pytest.mark.parametrize(("args", "named"), ARGUMENTS)
def test_a_named_tuple_takes_what_that_of_typing_takes(
    args: tuple[Any, ...], named: dict[str, Any]
) -> None:
    try:
        expected = TypingPair(*args, **named)
    except TypeError:
        with pytest.raises(TypeError):
            Pair(*args, **named)
    else:
        found = Pair(*args, **named)
        assert tuple(found) == tuple(expected)
        assert tuple(found) == (found.one, found.other, found.last)


def test_a_named_tuple_is_a_tuple_with_names() -> None:
    pair = Pair(1, "x")
    one, *rest = pair
    assert (one, rest, pair.both) == (1, ["x", ()], "1x")
    assert repr(pair) == "Pair(one=1, other='x', last=())"
    assert pair._replace(other="y") == (1, "y", ())
    assert {pair: 1}[Pair(1, "x")] == 1
    assert not hasattr(pair, "__dict__")
    for copied in (
        copy.copy(pair),
        copy.deepcopy(pair),
        pickle.loads(pickle.dumps(pair)),
    ):
        assert copied == pair
        assert type(copied) is Pair
    match pair:
        case Pair(first, other="x"):
            assert first == 1
        case _:
            pytest.fail("it has no places for patterns")
    with pytest.raises(AttributeError):
        pair.one = 2  # type: ignore[misc]
