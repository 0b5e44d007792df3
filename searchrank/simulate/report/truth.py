"""What only the truth of a log says: slips, what English queries name, and what was looked at on pages. Nothing is measured without truth."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from searchrank.simulate.report.counting import Counted
from searchrank.simulate.report.day import DEVICES, Day, among
from searchrank.simulate.report.folder import LogFolder
from searchrank.simulate.report.measure import Curve, Measure, curve, share
from searchrank.simulate.report.sessions import new_queries
from searchrank.simulate.world.catalogue import LANGUAGE_PLACES

DEPTH = 60
POSITIONS: Mapping[str, tuple[int, ...]] = {"phone": (2, 10, 20), "desktop": (3, 10, 20)}
NAMED = ("word", "brand", "audience", "colour", "material", "price")
"""Kinds of spans (`typed.KINDS`) whose share in queries is published."""
ENGLISH = LANGUAGE_PLACES["en"]
Grid = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class TruthTally:
    """asked, slipped (languages,): queries, and those with a slip; pinyin: of Chinese shoppers, Latin letters alone; english: spans of different
    English queries; served, examined (devices, DEPTH): cards by position from 1, and those that were looked at."""

    log: LogFolder
    asked: Grid
    slipped: Grid
    pinyin: int
    english: Counted
    served: Grid
    examined: Grid

    @staticmethod
    def none(log: LogFolder) -> TruthTally:
        """Nothing counted of this log."""
        grid, languages = np.zeros((len(DEVICES), DEPTH), np.int64), np.zeros(len(LANGUAGE_PLACES), np.int64)
        return TruthTally(log, languages, languages, 0, Counted.none(), grid, grid)

    def add(self, day: Day) -> TruthTally:
        """This tally and the truth of the day; the day's searches say which queries are new and on which device a page was seen."""
        queries, shown = self.log.truth("queries", day.date), self.log.truth("impressions", day.date)
        told = self if queries is None else self._with_queries(queries, day)
        return told if shown is None else told._with_shown(shown, day)

    def _with_queries(self, table: pa.Table, day: Day) -> TruthTally:
        row = among(table["query_id"], day.searches.id)
        asked = table.filter(pa.array((row >= 0) & new_queries(day)[row]))
        language = asked["need_language"].to_numpy()
        slipped = pc.greater(pc.utf8_length(asked["error"]), 0).to_numpy()
        latin = pc.match_substring_regex(asked["text"], "^[a-z' ]+$").to_numpy()
        english = asked.filter(pa.array(language == ENGLISH))
        return replace(
            self,
            asked=self.asked + np.bincount(language, minlength=len(LANGUAGE_PLACES)),
            slipped=self.slipped + np.bincount(language[slipped], minlength=len(LANGUAGE_PLACES)),
            pinyin=self.pinyin + int((latin & (language != ENGLISH)).sum()),
            english=self.english + Counted.of(pc.binary_join_element_wise(english["text"], english["spans"], "\t").combine_chunks()),
        )

    def _with_shown(self, table: pa.Table, day: Day) -> TruthTally:
        search = among(table["query_id"], day.searches.id)
        position, examined = (table[name].to_numpy().astype(np.int64) for name in ("position", "examined"))
        kept = (search >= 0) & (position >= 1) & (position <= DEPTH)
        places = day.searches.device[search[kept]].astype(np.int64) * DEPTH + position[kept] - 1
        served, seen = (np.bincount(places, weights, self.served.size).astype(np.int64) for weights in (None, examined[kept]))
        return replace(self, served=self.served + served.reshape(self.served.shape), examined=self.examined + seen.reshape(self.served.shape))

    def measures(self) -> Iterator[Measure]:
        """Slips by language, pinyin, what English queries name, examination by position relative to position 1."""
        for language, place in {"chinese": LANGUAGE_PLACES["zh"], "english": ENGLISH}.items():
            yield share(f"slips.{language}", self.slipped[place], self.asked[place])
        yield share("slips.pinyin", self.pinyin, self.asked[LANGUAGE_PLACES["zh"]])
        for kind in NAMED:
            found = pc.match_substring_regex(self.english.texts, f'"kind":\\s*"{kind}"').to_numpy(zero_copy_only=False)
            yield share(f"content.{kind}", found.sum(), len(self.english))
        for device, positions in POSITIONS.items():
            rates, served = self._rates(device), self.served[DEVICES.index(device)]
            for position in positions:
                yield Measure(f"position.examined_{position}_{device}", float(rates[position - 1]), int(served[position - 1]))

    def curves(self) -> Iterator[Curve]:
        """Examination by position and device."""
        for place, device in enumerate(DEVICES):
            kept = np.flatnonzero(self.served[place] >= 100)
            if len(kept):
                yield curve("position.examined", device, kept + 1, self._rates(device)[kept])

    def _rates(self, device: str) -> npt.NDArray[np.float64]:
        place = DEVICES.index(device)
        rates: npt.NDArray[np.float64] = np.full(DEPTH, math.nan)
        np.divide(self.examined[place], self.served[place], out=rates, where=self.served[place] > 0)
        return rates / rates[0] if rates[0] > 0 else np.full(DEPTH, math.nan)
