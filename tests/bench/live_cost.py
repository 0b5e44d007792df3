"""Whose processor time a storm of changes takes: what the processes of a served shop used, by part, read from /proc."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PARTS = ("workers", "writer", "Elasticsearch", "sender", "searchers")
TICK = os.sysconf("SC_CLK_TCK")


def writer_of(home: Path) -> int:
    """The process that follows the changes of this shop: the one that holds its lock."""
    node = (home / "live" / ".writer").stat().st_ino
    held = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
    return next(int(one[4]) for one in held if one[1] == "FLOCK" and one[5].endswith(f":{node}"))


def children_of(pid: int) -> list[int]:
    """The processes that this one started."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def cpu(pid: int) -> float:
    """Seconds of processor time that a process has used; 0 where it is gone."""
    with suppress(OSError, IndexError):
        return _seconds(_told(Path(f"/proc/{pid}/stat")))
    return 0.0


def cpu_of_group(group: int) -> float:
    """The same of all processes of a group."""
    spent = 0.0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, IndexError):
            told = _told(path)
            spent += _seconds(told) if int(told[2]) == group else 0.0
    return spent


def _told(path: Path) -> list[str]:
    """What is told of a process, from its state on."""
    return path.read_text().rpartition(")")[2].split()


def _seconds(told: Sequence[str]) -> float:
    return (int(told[11]) + int(told[12])) / TICK


@dataclass(frozen=True, slots=True)
class Processes:
    """The processes of a bench: the server whose children are the workers, the shop's home, the group of the search server."""

    server: int
    home: Path
    group: int | None = None

    def used(self, sender: int | None = None) -> Mapping[str, float]:
        """Seconds of processor time by part, since each began."""
        parts = [
            sum(map(cpu, children_of(self.server))),
            cpu(writer_of(self.home)),
            cpu_of_group(self.group) if self.group is not None else 0.0,
            cpu(sender) if sender is not None else 0.0,
            cpu(os.getpid()),
        ]
        return dict(zip(PARTS, parts, strict=True))


def shares(before: Mapping[str, float], after: Mapping[str, float], seconds: float) -> Mapping[str, float]:
    """What each part used of a processor meanwhile; 0 for one that was killed."""
    return {name: max(0.0, after[name] - before[name]) / seconds for name in PARTS}


def budget(storms: Sequence[Mapping[str, float]], quiet: Sequence[Mapping[str, float]], rate: float) -> str:
    """Microseconds of processor time a change by part, above what is used without changes; and how many changes a second one processor could take
    if it did nothing else."""
    spent = {name: 1e6 * max(0.0, _mean(storms, name) - _mean(quiet, name)) / rate for name in PARTS}
    told = ", ".join(f"{name} {spent[name]:.0f}" for name in PARTS if spent[name])
    whole = sum(spent.values())
    return f"{told}: {whole:.0f} in all, so one processor takes at most {1e6 / whole:.0f} a second" if whole else "nothing that could be measured"


def _mean(several: Sequence[Mapping[str, float]], name: str) -> float:
    return sum(one[name] for one in several) / max(1, len(several))
