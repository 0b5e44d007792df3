"""How the 200 queries of tests/queries_200.tsv are answered: `python -m tests.bench.bench_queries HOME`, for the home of a demo shop.

Prints for each how many of the first ten products are of a wanted category and meet the conditions, with three titles to be read; then shares.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from searchrank.settings import load_settings
from searchrank.shop import open_shop

ROOT = Path(__file__).resolve().parents[2]
SHOWN, WELL = 10, 0.7


def queries() -> Iterator[tuple[str, str, Sequence[str], Sequence[str]]]:
    """Text, what is wanted, leaf categories and conditions."""
    for line in (ROOT / "tests" / "queries_200.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            text, wanted, leaves, conditions = line.split("\t")
            yield text, wanted, leaves.split(), conditions.split()


def leaf_keys() -> Mapping[str, str]:
    """The key of each leaf category by its name in either language."""
    tables = [tomllib.loads(path.read_text("utf-8")) for path in (ROOT / "fixtures" / "departments").glob("*.toml")]
    return {name.strip().lower(): leaf["key"] for table in tables for leaf in table["leaf"] for name in leaf["name"].split("|")}


def is_wanted(document: Mapping[str, Any], leaves: Sequence[str], conditions: Sequence[str], keys: Mapping[str, str]) -> bool:
    """Whether a product is of a wanted category and meets every condition."""
    path = document.get("category") or [""]
    return (leaves == ["*"] or keys.get(path[-1].lower(), "") in leaves) and all(meets(document, one) for one in conditions)


def meets(document: Mapping[str, Any], condition: str) -> bool:
    """Whether a product meets a condition as the table writes it."""
    name, sign, value = re.split(r"(:|=|<=|>=)", condition, maxsplit=1)[:3] if "=" not in condition else re.split(r"(<=|>=|=)", condition, maxsplit=1)
    head = f"{document['title']} {orjson.dumps(document.get('attributes', {})).decode()}".lower()
    said = [one.lower() for one in value.split("|")]
    if name == "price":
        price = document.get("price") or 0
        return bool(price <= float(value) if sign == "<=" else price >= float(value))
    if name == "no":
        return not any(one in head for one in said)
    text = str(document.get("brand", "")).lower() if name == "brand" else f"{head} {document.get('description', '')}".lower()
    return any(one in text for one in said)


def main() -> None:
    """Print the answers and the shares."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    shop, keys, shares = open_shop(load_settings(parser.parse_args().home)), leaf_keys(), []
    for text, wanted, leaves, conditions in queries():
        page = shop.search(text, per_page=SHOWN)
        documents = [hit.document for hit in page.hits if hit.type == "product"]
        good = sum(is_wanted(one, leaves, conditions, keys) for one in documents)
        shares.append(good / max(len(documents), 1))
        titles = " / ".join(str(one["title"])[:30] for one in documents[:3])
        sys.stdout.write(f"{good:2}/{len(documents):2} of {page.total:5}  {text} ({wanted}): {titles}\n")
    shop.close()
    sys.stdout.write(
        f"{len(shares)} queries: {sum(shares) / len(shares):.3f} of products wanted, {sum(one >= WELL for one in shares)} answered well\n"
    )


if __name__ == "__main__":
    main()
