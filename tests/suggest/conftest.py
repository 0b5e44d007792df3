"""A small bank and what a shopper sees of it while typing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from searchrank.query.words import Cutter, cutter
from searchrank.records import Suggestion
from searchrank.settings import SuggestSettings
from searchrank.store.snapshot import Draft, Snapshot
from searchrank.suggest.bank import build_bank
from searchrank.suggest.complete import Completion, write_completion
from searchrank.suggest.names import CatalogueNames

NOT_ONE = frozenset[str]()


@dataclass(frozen=True)
class Box:
    """A search box over one index."""

    completion: Completion

    def rows(
        self, typed: str, limit: int = 10, blocked: Callable[[str], bool] = NOT_ONE.__contains__, gone: frozenset[str] = NOT_ONE
    ) -> tuple[Suggestion, ...]:
        return self.completion.complete(typed, limit, blocked, lambda text: 0 if text in gone else len(text))

    def shows(self, typed: str, limit: int = 10) -> list[str]:
        return [row.text for row in self.rows(typed, limit)]

    def row(self, typed: str, text: str) -> Suggestion:
        return next(row for row in self.rows(typed) if row.text == text)


@pytest.fixture(scope="session")
def cut() -> Cutter:
    return cutter([])


@pytest.fixture
def box_of(tmp_path: Path, cut: Cutter) -> Callable[..., Box]:
    """Makes a box from typed queries and their counts; any count of small settings can be given."""

    def make(queries: dict[str, int], **settings: int) -> Box:
        chosen = SuggestSettings(**settings)  # type: ignore[arg-type]
        bank = build_bank(queries.items(), CatalogueNames(), lambda _: 1, chosen, cut.all_words)
        draft = Draft.begin(tmp_path, f"v{len(list(tmp_path.iterdir()))}")
        write_completion(draft, bank, chosen)
        return Box(Completion.open(Snapshot.open(draft.seal({"products": 0}))))

    return make
