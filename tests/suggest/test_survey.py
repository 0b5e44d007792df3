"""Head words are counted by sorting numbers; plain counting says the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from searchrank.records import Product
from searchrank.suggest.heads import HeadCounts
from searchrank.suggest.survey import Survey, spoken, title_parts

WORDS = st.lists(st.sampled_from(["red", "shoe", "跑鞋", "42", "lamp"]), max_size=4)
PRODUCTS = st.lists(st.tuples(st.lists(WORDS, max_size=3), st.sampled_from(["", "Shoes", "Lamps"]), WORDS), max_size=6)


def product(stretches: list[list[str]], leaf: str, values: list[str]) -> Product:
    return Product("p", ", ".join(map(" ".join, stretches)), category=(leaf,) if leaf else (), attributes={"Colour": tuple(map(str.title, values))})


@given(PRODUCTS)
@settings(max_examples=100, deadline=None)
def test_counts_say_what_plain_counting_says(made: list[tuple[list[list[str]], str, list[str]]]) -> None:
    survey = Survey.of([product(*one) for one in made], str.split)
    counts = HeadCounts.of(survey)
    uses, endings, modified, values = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    leaves: dict[str, Counter[str]] = defaultdict(Counter)
    for titles, leaf, said in made:
        stretches = [words for words in titles if words]
        words = {word for stretch in stretches for word in stretch}
        uses.update(words)
        endings.update({stretch[-1] for stretch in stretches})
        modified.update({behind for stretch in stretches for word, behind in pairwise(stretch) if word.isalpha()})
        values.update(words & set(said))
        for ending in {stretch[-1] for stretch in stretches} if leaf else ():
            leaves[ending][leaf] += 1
    for word, number in survey.titles.words.items():
        found = (counts.uses[number], counts.endings[number], counts.modified[number], counts.values[number], counts.together[number])
        assert found == (uses[word], endings[word], modified[word], values[word], max(leaves[word].values(), default=0)), word


def test_a_title_is_read_between_its_punctuation() -> None:
    assert spoken(title_parts("nike 跑鞋, ,running shoes - red"), str.split) == [["nike", "跑鞋"], ["running", "shoes"], ["red"]]
