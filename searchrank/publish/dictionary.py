"""The dictionary of a shop as a worker knows it, and what publishing takes from it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from searchrank.errors import InvalidInput
from searchrank.publish.watched import Watched
from searchrank.query.cycles import Consistent
from searchrank.query.dictionary import NO_ENTRIES, Dictionary
from searchrank.query.entries import WORD, Meaning, meaning
from searchrank.store.dictionary import Change, Entry
from searchrank.store.store import Store


@dataclass(frozen=True)
class LiveDictionary:
    """The dictionary that a worker serves with: `now` is what holds, changed here at once and in other workers within a second."""

    store: Store
    watched: Watched[Dictionary]

    @staticmethod
    def of(store: Store) -> LiveDictionary:
        """The dictionary of this store, watched once it is started; empty before."""
        kept = store.dictionary
        return LiveDictionary(store, Watched("dictionary", NO_ENTRIES, kept.revision, lambda: compiled(kept.list())))

    def now(self) -> Dictionary:
        """The dictionary of now."""
        return self.watched.value

    def entries(self) -> list[Entry]:
        """What is kept, by kind and text."""
        return self.store.dictionary.list()

    def history(self, limit: int) -> Sequence[Change]:
        """The latest changes, newest first."""
        return self.store.dictionary.history(limit)

    def add(self, entries: Sequence[Entry], who: str = "", why: str = "") -> Change | None:
        """Keep entries and obey them, all or none; raises InvalidInput as `add` does."""
        change = add(self.store, entries, who, why)
        self.watched.read()
        return change

    def remove(self, entries: Sequence[Entry], who: str = "", why: str = "") -> Change | None:
        """Remove entries, and obey; None where none of them is kept."""
        change = remove(self.store, entries, who, why)
        self.watched.read()
        return change


def compiled(entries: Iterable[Entry]) -> Dictionary:
    """The dictionary of these entries; one that cannot be read, because it came into the store by another way, takes no other with it."""
    return Dictionary.of(readable(entries))


def readable(entries: Iterable[Entry]) -> Iterator[Meaning]:
    """What the entries say, without those that cannot be read."""
    for entry in entries:
        with contextlib.suppress(InvalidInput):
            yield meaning(entry.kind, entry.text)


def user_words(store: Store) -> list[str]:
    """The words that cutting should keep whole: they act from the publishing that asks for them."""
    return [entry.text for entry in store.dictionary.list() if entry.kind == WORD]


def add(store: Store, entries: Sequence[Entry], who: str = "", why: str = "") -> Change | None:
    """Check entries and keep them, all or none; None where that changes nothing.

    Raises InvalidInput for the first that says nothing, or that contradicts one that is kept or another of them.
    """
    return store.dictionary.add(checked(entries, store.dictionary.list()), who, why)


def remove(store: Store, entries: Sequence[Entry], who: str = "", why: str = "") -> Change | None:
    """Remove those of these entries that are kept, however their terms are written; None where there is none of them."""
    return store.dictionary.remove(list(chain.from_iterable(map(_as_kept, entries))), who, why)


def _as_kept(entry: Entry) -> Iterator[Entry]:
    """The entry as it was given, and in its form: one that came into the store by another way must be removable too."""
    yield entry
    with contextlib.suppress(InvalidInput):
        yield Entry(entry.kind, meaning(entry.kind, entry.text).text, entry.note)


def checked(entries: Sequence[Entry], kept: Iterable[Entry]) -> list[Entry]:
    """The entries in the form in which they are kept; raises InvalidInput for the first that is wrong."""
    taken, known = Consistent(), set()
    for one in readable(kept):
        taken.take(one)
        known.add((one.kind, one.text))
    good = []
    for entry in entries:
        said = meaning(entry.kind, entry.text)
        if (said.kind, said.text) not in known and (fault := taken.take(said)):
            raise InvalidInput(f"{entry.kind} {entry.text[:80]!r} {fault}", field="entry")
        good.append(Entry(said.kind, said.text, entry.note))
    return good
