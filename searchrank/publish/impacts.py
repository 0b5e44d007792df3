"""How much each product says of each of its tokens: takes written token arrays, writes `KIND.impacts` beside `KIND.postings`."""

from __future__ import annotations

from searchrank.recall import impact_loops as loops
from searchrank.recall.bm25 import parameters
from searchrank.recall.impacts import KINDS
from searchrank.store.snapshot import Draft, Snapshot


def write_impacts(draft: Draft, written: Snapshot) -> None:
    """uint8, one for each place of the postings: see `recall.impacts`."""
    for kind, saturations in KINDS.items():
        tokens, postings, lengths = written.ragged(f"{kind}.tokens"), written.ragged(f"{kind}.postings"), written.array(f"{kind}.lengths")
        texts = (tokens.offsets, tokens.values, postings.offsets, lengths, written.array(f"{kind}.average"), written.array(f"{kind}.han"))
        draft.array(f"{kind}.impacts", loops.impacts(texts, parameters(*saturations)))
