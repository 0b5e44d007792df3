"""What the entries of a shop's dictionary say: takes a kind and the text of an entry, gives its terms, or one sentence on what is wrong with it.

=========== ========================= =========================================================================================
kind        text                      what it says
=========== ========================= =========================================================================================
synonym     番茄, 西红柿              each is found where one of the others is searched
synonym     夏款 => 夏装, 夏季        where the left is searched, the right is found too, and not the other way round
narrower    水果 => 苹果, 梨          the right are kinds of the left: whoever searches the broad one finds them, never the reverse
correction  耐磕 => 耐克              the left was mistyped, and always means the right
protected   耐克                      is never corrected
stop        促销                      is not searched for, unless nothing else is left
entity      耐可 => brand: 耐克       names the brand 耐克; `=> material` names a value of that kind
word        冰丝                      one word when Chinese is cut, from the next publishing on
=========== ========================= =========================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from searchrank.errors import InvalidInput, UnknownName
from searchrank.query.kinds import BRAND, CATEGORY, KINDS
from searchrank.query.mentions import LONGEST_NAME, fold, pieces_of
from searchrank.query.normalise import has_han, normalise
from searchrank.query.tokens import has_unit

SYNONYM, NARROWER, CORRECTION, PROTECTED, STOP, ENTITY, WORD = "synonym", "narrower", "correction", "protected", "stop", "entity", "word"
ENTRY_KINDS = (SYNONYM, NARROWER, CORRECTION, PROTECTED, STOP, ENTITY, WORD)
NEXT_PUBLISH = (WORD,)
"""Kinds that act from the next publishing on: products must be cut as queries are. All others act at once."""
ARROW = "=>"
LONGEST_TERM, MOST_TERMS = 60, 50
LONGEST_ENTRY = 2000
_ARROW = re.compile(r"\s*[=-]>\s*")
_COMMA = re.compile(r"(?<!\\)[,、]")
_WORD_LENGTH = range(2, 9)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an entry says: `left` and `right` are terms in normal form; a two-way synonym has all on the left. `of` is the kind of thing that an
    entity is, `right` then its name in the shop (or nothing)."""

    kind: str
    left: tuple[str, ...]
    right: tuple[str, ...] = ()
    of: str = ""

    @property
    def text(self) -> str:
        """The one form in which the entry is kept: the same for every order of terms.

        >>> meaning("synonym", " 西红柿， 番茄 ").text, meaning("synonym", "b,a -> c").text, meaning("entity", "耐可 => brand:耐克").text
        ('番茄, 西红柿', 'a, b => c', '耐可 => brand: 耐克')
        """
        right = ": ".join(filter(None, (self.of, *self.right))) if self.of else _listed(self.right)
        return f"{_listed(self.left)} {ARROW} {right}" if right else _listed(self.left)

    @property
    def terms(self) -> tuple[str, ...]:
        """All terms, left and right."""
        return (*self.left, *self.right)


@lru_cache(maxsize=1 << 16)
def meaning(kind: str, text: str) -> Meaning:
    """What an entry says. Raises UnknownName for a kind that is none, InvalidInput where the text does not say what one of this kind must.

    >>> meaning("synonym", "番茄, 西红柿").left, meaning("narrower", "水果 => 梨").right
    (('番茄', '西红柿'), ('梨',))
    >>> meaning("synonym", "番茄 =>")
    Traceback (most recent call last):
    searchrank.errors.InvalidInput: '番茄 =>' is a synonym of nothing: write what it stands for
    """
    if kind not in ENTRY_KINDS:
        raise UnknownName("kind of entry", kind, ENTRY_KINDS, field="kind")
    if len(text) > LONGEST_ENTRY:
        raise _wrong(text, f"has {len(text)} characters", f"keep an entry under {LONGEST_ENTRY}")
    left, arrow, right = _sides(normalise(text), text)
    if kind == ENTITY:
        return _entity(text, left, right)
    sides = _terms(left, text), _terms(right, text)
    check = _two_sided if kind in (NARROWER, CORRECTION) or arrow else _one_sided
    check(kind, text, *sides)
    return Meaning(kind, *sides)


def _sides(normal: str, text: str) -> tuple[str, bool, str]:
    left, *rest = _ARROW.split(normal)
    if len(rest) > 1:
        raise _wrong(text, f"has {len(rest)} arrows", "write one entry for each")
    return left, bool(rest), rest[0] if rest else ""


def _terms(side: str, text: str) -> tuple[str, ...]:
    terms = sorted({term.replace("\\,", ",").strip() for term in _COMMA.split(side)} - {""})
    if len(terms) > MOST_TERMS:
        raise _wrong(text, f"has {len(terms)} terms", f"keep at most {MOST_TERMS} in one entry")
    for term in terms:
        _check_term(term, text)
    return tuple(terms)


def _check_term(term: str, text: str) -> None:
    if not has_unit(term):
        raise _wrong(text, f"has the term {term!r} without a letter or digit", "leave it out")
    size = len(pieces_of(term))
    if size > LONGEST_NAME or len(term) > LONGEST_TERM:
        seen = f"has the term {term[:40]!r} of {size} words or characters"
        raise _wrong(text, seen, f"keep a term under {LONGEST_NAME + 1} of them and under {LONGEST_TERM + 1} letters")


def _one_sided(kind: str, text: str, left: Sequence[str], right: Sequence[str]) -> None:
    if kind == SYNONYM:
        if len({fold(term) for term in left}) < 2:
            raise _wrong(text, "is a synonym of nothing", "write what it stands for")
        return
    if len(left) != 1:
        raise _wrong(text, f"has {len(left)} terms", f"an entry of kind {kind} is one term")
    if kind == WORD and not (len(left[0]) in _WORD_LENGTH and all(map(has_han, left[0]))):
        raise _wrong(text, "is no Chinese word", "write two to eight Chinese characters; Latin words are never cut")


def _two_sided(kind: str, text: str, left: Sequence[str], right: Sequence[str]) -> None:
    if kind not in (SYNONYM, NARROWER, CORRECTION):
        raise _wrong(text, f"has an arrow, which a {kind} has not", "write the term alone")
    if not left or not right:
        raise _wrong(text, f"is a {kind} of nothing", "write what it stands for" if left else "write what stands for it")
    if kind == CORRECTION and len(right) != 1:
        raise _wrong(text, f"corrects to {len(right)} texts", "write the one that is meant")
    if same := {fold(term) for term in left} & {fold(term) for term in right}:
        raise _wrong(text, f"stands for itself ({min(same)!r})", "leave out what is on both sides")


def _entity(text: str, left: str, right: str) -> Meaning:
    kind, _, name = (part.strip() for part in right.partition(":"))
    terms = _terms(left, text)
    if not terms or not kind:
        raise _wrong(text, "names nothing", "write TERM => KIND, or TERM => brand: NAME")
    if kind not in KINDS:
        raise UnknownName("kind of entity", kind, KINDS, field="entry")
    if kind in (BRAND, CATEGORY) and not name:
        raise _wrong(text, f"does not say which {kind}", f"write TERM => {kind}: NAME as the shop writes it")
    return Meaning(ENTITY, terms, (name,) if name else (), kind)


def _listed(terms: Sequence[str]) -> str:
    return ", ".join(term.replace(",", "\\,") for term in terms)


def _wrong(text: str, seen: str, remedy: str) -> InvalidInput:
    shown = text if len(text) <= 80 else text[:79] + "…"
    return InvalidInput(f"{shown!r} {seen}: {remedy}", field="entry")
