"""Contents: takes the lexicon, gives its hand-written articles and others composed from hand-written patterns and what is true of a category."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from searchrank.simulate.chance import some
from searchrank.simulate.world.lexicon import LANGUAGES, ArticlePattern, Leaf, Lexicon

MINDED = 0.65
"""An attribute is written about where shoppers mind it this much."""
POPULAR = 0.9
"""Leaf categories with this share or more have two composed articles a language, the others one."""


def contents(lexicon: Lexicon) -> Iterator[dict[str, Any]]:
    """Guides, reviews and lists as JSON objects that `import contents` takes; `categories` are leaf names in the article's language.

    The same for every seed. Hand-written ones come first.
    """
    for article in lexicon.articles:
        fields = {"id": article.id, "kind": article.kind, "title": article.title, "text": article.text}
        yield _content(fields, [lexicon.leaves[key] for key in article.leaves], article.language)
    for leaf in lexicon.leaves.values():
        for language in LANGUAGES:
            yield from _composed(leaf, language, lexicon)


def _composed(leaf: Leaf, language: str, lexicon: Lexicon) -> Iterator[dict[str, Any]]:
    chance = Random(f"articles/{leaf.key}/{language}")
    words = _words(leaf, language, lexicon, chance)
    able = [one for one in lexicon.article_patterns[language] if all(words[slot] for slot in one.title.needs | one.text.needs)]
    chosen = [chance.choice([one for one in able if one.kind == "guide"])]
    if leaf.share >= POPULAR:
        chosen.append(chance.choice([one for one in able if one.kind != "guide"]))
    for number, pattern in enumerate(chosen, 1):
        fields = {"id": f"c-{leaf.key}-{language}-{number}", "kind": pattern.kind, **_written(pattern, words)}
        yield _content(fields, [leaf], language)


def _content(fields: Mapping[str, str], leaves: list[Leaf], language: str) -> dict[str, Any]:
    return {**fields, "language": language, "categories": [leaf.path[language][-1] for leaf in leaves]}


def _written(pattern: ArticlePattern, words: Mapping[str, str]) -> dict[str, str]:
    return {name: "".join(map("".join, part.say(words))) for name, part in (("title", pattern.title), ("text", pattern.text))}


def _words(leaf: Leaf, language: str, lexicon: Lexicon, chance: Random) -> dict[str, str]:
    """Every slot of an article about this category; empty where the category has no such thing."""
    points, uses = (some(chance, listed, 3) for listed in (leaf.points[language], leaf.uses[language]))
    joint = "、" if language == "zh" else " or "
    after = [lexicon.leaves[key].path[language][-1] for key in leaf.complements[:2]]
    near = lexicon.leaves[leaf.near[0]] if leaf.near else None
    synonyms = [word for word in leaf.words[language][1:] if leaf.words[language][0] not in word]
    return {
        "name": leaf.path[language][-1],
        "word": leaf.words[language][0],
        "word2": synonyms[0] if synonyms else "",
        **_numbered("p", points),
        **_numbered("u", uses),
        **_attribute(leaf, language, chance),
        "near": "" if near is None else near.words["zh"][0] if language == "zh" else near.path["en"][-1],
        "after": joint.join(after),
    }


def _attribute(leaf: Leaf, language: str, chance: Random) -> dict[str, str]:
    """An attribute that shoppers of the category mind, and three of its values in their order."""
    able = [one for one, care in zip(leaf.attributes, leaf.cares, strict=True) if care >= MINDED and one.size >= 3 and not one.many]
    if not able:
        return {"a1": "", **_numbered("v", ())}
    one = chance.choice(able)
    values = [one.values[language][place] for place in sorted(some(chance, range(one.size), 3))]
    name = one.name[language]
    return {"a1": name if language == "zh" else name.lower(), **_numbered("v", values)}


def _numbered(letter: str, texts: Sequence[str]) -> dict[str, str]:
    return {f"{letter}{place + 1}": texts[place] if place < len(texts) else "" for place in range(3)}
