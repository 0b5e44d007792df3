"""Frozen values that are made quickly are the values that `dataclasses` makes."""

from __future__ import annotations

import copy
import inspect
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, replace
from functools import cached_property
from typing import Any

import pytest

from searchrank.records import Hit, Token, changed, quickly_made


@quickly_made
@dataclass(frozen=True, slots=True)
class Quick:
    name: str
    sizes: tuple[int, ...] = (1, 2)
    notes: list[str] = field(default_factory=list)


@quickly_made
@dataclass(frozen=True, slots=True)
class Checked:
    size: int

    def __post_init__(self) -> None:
        if self.size < 0:
            raise ValueError(self.size)


@quickly_made
@dataclass(frozen=True)
class Counted:
    name: str
    sizes: tuple[int, ...] = (1, 2)
    notes: list[str] = field(default_factory=list)

    @cached_property
    def total(self) -> int:
        return sum(self.sizes)


def test_one_without_slots_keeps_what_it_computes() -> None:
    one = Counted("a", (3, 4))
    assert (one.total, one.__dict__["total"]) == (7, 7)
    assert one == Counted(name="a", sizes=(3, 4), notes=[]) != Counted("a")
    assert repr(one) == "Counted(name='a', sizes=(3, 4), notes=[])"
    assert replace(one, name="b").total == copy.deepcopy(one).total == pickle.loads(pickle.dumps(one)).total == 7
    with pytest.raises(FrozenInstanceError):
        one.name = "b"  # type: ignore[misc]
    with pytest.raises(TypeError):
        Counted()  # type: ignore[call-arg]


def test_it_has_the_defaults_and_takes_fields_by_place_and_by_name() -> None:
    assert Quick("a") == Quick("a", (1, 2), []) == Quick(name="a", notes=[])
    assert Quick("a").notes is not Quick("a").notes
    with pytest.raises(TypeError):
        Quick()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Quick("a", colour="red")  # type: ignore[call-arg]


def test_it_is_frozen_and_of_its_own_class() -> None:
    one = Quick("a")
    assert type(one) is Quick
    with pytest.raises(FrozenInstanceError):
        one.name = "b"  # type: ignore[misc]
    with pytest.raises((AttributeError, TypeError)):
        one.colour = "red"  # type: ignore[attr-defined]


def test_it_is_copied_pickled_and_replaced_as_others_are() -> None:
    one = Quick("a", (3,))
    assert copy.deepcopy(one) == pickle.loads(pickle.dumps(one)) == one
    assert replace(one, name="b") == Quick("b", (3,), one.notes)
    assert {Token("red"): 1}[Token("red")] == 1


@pytest.mark.parametrize("one", [Quick("a", (3,)), Checked(2), Token("red", "unit", 0.5)])
def test_a_copy_with_changes_is_the_one_that_dataclasses_make(one: Any) -> None:
    for name in type(one).__slots__:
        copied = changed(one, **{name: 7})
        assert (copied, type(copied), repr(copied)) == (replace(one, **{name: 7}), type(one), repr(replace(one, **{name: 7})))
    assert changed(one) == one
    with pytest.raises(TypeError, match="no field 'colour'"):
        changed(one, colour="red")


def test_a_copy_is_frozen_and_checked_as_any_other() -> None:
    with pytest.raises(FrozenInstanceError):
        changed(Quick("a"), name="b").name = "c"
    with pytest.raises(ValueError, match="-1"):
        changed(Checked(2), size=-1)


def test_what_is_checked_when_it_is_made_is_checked() -> None:
    with pytest.raises(ValueError, match="-1"):
        Checked(-1)
    assert Checked(2).size == 2


def test_a_field_may_have_any_name() -> None:
    @quickly_made
    @dataclass(frozen=True, slots=True)
    class Odd:
        kind: int
        twin: int = 1
        become: int = 2
        fresh: list[int] = field(default_factory=list)

    assert repr(Odd(5)).endswith("Odd(kind=5, twin=1, become=2, fresh=[])")


def test_its_signature_is_that_of_the_class() -> None:
    assert list(inspect.signature(Hit).parameters) == list(Hit.__slots__)


def test_a_class_with_a_base_or_that_is_no_dataclass_is_refused() -> None:
    @dataclass(frozen=True, slots=True)
    class Based(Checked):
        name: str = ""

    for kind in (Based, int):
        with pytest.raises(TypeError, match="made quickly"):
            quickly_made(kind)
