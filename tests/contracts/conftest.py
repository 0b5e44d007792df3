"""What the contract suites counted, said at the end of a run: cases, whole sets that were equal, and how much the best of cut answers overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from tests.services.elasticsearch import Begin


@dataclass
class Tally:
    """What one suite saw of one engine."""

    catalogues: int = 0
    whole: int = 0
    equal: int = 0
    largest: int = 0
    """Products of the largest set that was compared whole."""
    cut: int = 0
    overlap: float = 0.0
    """Of answers that a limit cut, and the sum of the shares of their best that the embedded engine has too."""

    def compared(self, found: Sequence[object], wanted: Sequence[object]) -> bool:
        """Note two whole sets; gives whether they are equal."""
        same = set(found) == set(wanted)
        self.whole, self.equal, self.largest = self.whole + 1, self.equal + same, max(self.largest, len(wanted))
        return same

    def overlapped(self, found: Sequence[object], wanted: Sequence[object]) -> None:
        """Note the best of two cut answers."""
        self.cut += 1
        self.overlap += len(set(found) & set(wanted)) / max(len(wanted), 1)

    def __str__(self) -> str:
        said = f"{self.catalogues} catalogues, {self.whole} whole sets compared (up to {self.largest} products), {self.equal} equal"
        if self.cut:
            said += f"; {self.cut} cut answers share {100 * self.overlap / self.cut:.1f} % of their best with the embedded engine's"
        return said


SERVERS = {"elasticsearch_8": "8.19", "elasticsearch_9": "9.2"}


@pytest.fixture(scope="session", autouse=True)
def _begun_early(request: pytest.FixtureRequest, begin_elasticsearch: Begin) -> None:
    """The servers that these tests will ask begin at once, side by side, while the embedded engine is asked."""
    for name, version in SERVERS.items():
        if any(name in one.name for one in request.session.items):
            begin_elasticsearch(version)


Tallies = dict[str, Tally]
TALLIES = pytest.StashKey[Tallies]()


@pytest.fixture(scope="session")
def tallies(request: pytest.FixtureRequest) -> Tallies:
    """What was counted, by suite and engine."""
    return request.config.stash.setdefault(TALLIES, {})


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line a suite and engine."""
    counted = terminalreporter.config.stash.get(TALLIES, {})
    if counted:
        terminalreporter.section("contracts of engines")
    for name, tally in counted.items():
        terminalreporter.line(f"{name}: {tally}")
