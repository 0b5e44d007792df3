"""The truth behind a catalogue: quality, looks, stock, what titles say, and the columns that hold it."""

from __future__ import annotations

from collections import Counter, defaultdict
from statistics import mean

import numpy as np
import pytest

from searchrank.simulate.world.catalogue import SAID, SLOTS, TASTES, Catalogue, Places
from searchrank.simulate.world.columns import Recorder, bits, load_places, recorder
from searchrank.simulate.world.listing import Listing
from searchrank.simulate.world.saying import TitleReader, plain, title_reader
from searchrank.simulate.world.taste import Look
from searchrank.simulate.world.world import World


@pytest.fixture(scope="module")
def record(world: World) -> Recorder:
    return recorder(world.lister.market)


@pytest.fixture(scope="module")
def catalogue(record: Recorder, listings: list[Listing]) -> Catalogue:
    return record.record(listings)


@pytest.fixture(scope="module")
def reader(world: World) -> TitleReader:
    return title_reader(world.lexicon)


def test_columns_say_what_was_drawn(catalogue: Catalogue, record: Recorder, listings: list[Listing]) -> None:
    places = record.places
    for row, listing in enumerate(listings[:400]):
        style = listing.style
        assert places.leaves[catalogue.leaf[row]] is style.leaf
        assert places.leaves[catalogue.filed[row]].path[listing.language] == tuple(listing.document["category"])
        assert (places.brands[catalogue.brand[row]] if catalogue.brand[row] >= 0 else None) is style.brand
        assert (places.models[catalogue.model[row]] if catalogue.model[row] >= 0 else None) is style.model
        assert (places.models[catalogue.fits[row]] if catalogue.fits[row] >= 0 else None) is style.fits
        assert catalogue.values[row].tolist() == [bits(choice) for choice in style.choices] + [0] * (SLOTS - len(style.choices))
        assert catalogue.price[row] == np.float32(listing.document["price"])
        assert list(record.shops)[catalogue.shop[row]] == listing.document["shop"]


def test_no_listings_are_no_rows(record: Recorder) -> None:
    empty = record.record([])
    assert len(empty) == 0
    assert empty.look.shape == (0, TASTES)


def test_places_are_the_same_in_every_process(world: World) -> None:
    again, places = load_places(), Places.of(world.lexicon)
    assert [leaf.key for leaf in again.leaves] == [leaf.key for leaf in places.leaves]
    assert [model.name["en"] for model in again.models] == [model.name["en"] for model in places.models]


def test_better_things_are_rated_better_though_few_reviews_say_little(catalogue: Catalogue) -> None:
    many, few = catalogue.reviews > 100, (catalogue.reviews > 0) & (catalogue.reviews <= 5)
    assert np.corrcoef(catalogue.quality[many], catalogue.rating[many])[0, 1] > 0.75
    assert np.corrcoef(catalogue.quality[few], catalogue.rating[few])[0, 1] < 0.5
    assert 4.0 < np.nanmean(catalogue.rating) < 4.25, "a large shop has published a mean of 4.09"


def test_quality_is_a_share_and_rises_a_little_with_the_price(catalogue: Catalogue, record: Recorder) -> None:
    assert catalogue.quality.min() > 0
    assert catalogue.quality.max() < 1
    medians = np.array([leaf.median for leaf in record.places.leaves])[catalogue.leaf]
    assert 0.05 < np.corrcoef(np.log(catalogue.price / medians), catalogue.quality)[0, 1] < 0.5


def test_looks_are_unit_vectors_and_a_brand_has_a_look_of_its_own(catalogue: Catalogue, record: Recorder) -> None:
    np.testing.assert_allclose(np.linalg.norm(catalogue.look, axis=1), 1, atol=1e-5)
    by_brand, by_department = defaultdict(list), defaultdict(list)
    for row in np.unique(catalogue.style, return_index=True)[1]:
        department = record.places.leaves[catalogue.leaf[row]].department
        by_department[department].append(catalogue.look[row])
        if catalogue.brand[row] >= 0:
            by_brand[department, int(catalogue.brand[row])].append(catalogue.look[row])
    alike = {key: closeness(looks) for looks_of in (by_brand, by_department) for key, looks in looks_of.items() if len(looks) >= 8}
    brands = mean(value for key, value in alike.items() if isinstance(key, tuple))
    departments = mean(value for key, value in alike.items() if not isinstance(key, tuple))
    assert brands > departments + 0.1


def closeness(looks: list[Look]) -> float:
    """The mean cosine between two different ones."""
    together, count = np.sum(looks, axis=0), len(looks)
    return float((together @ together - count) / (count * (count - 1)))


def test_good_and_cheap_things_sell_more(catalogue: Catalogue) -> None:
    sold = np.log1p(catalogue.sales)
    old = catalogue.age > 100
    assert np.corrcoef(catalogue.quality[old], sold[old])[0, 1] > 0.03
    assert np.corrcoef(np.log(catalogue.price[old]), sold[old])[0, 1] < -0.1
    assert np.corrcoef(np.log(catalogue.appeal[old]), sold[old])[0, 1] > 0.6


def test_some_things_have_run_out_and_some_are_about_to(catalogue: Catalogue) -> None:
    assert 0.03 < np.mean(catalogue.stock == 0) < 0.07
    assert 0.04 < np.mean((catalogue.stock > 0) & (catalogue.stock <= 5)) < 0.12


@pytest.mark.parametrize(
    ("text", "said", "holds"),
    [
        ("15W充电头", "5W", False),
        ("适用65W 充电头", "65W", True),
        ("women's shoes", "men's", False),
        ("Men's Shoes", "mens", True),
        ("1.5米数据线", "5米", False),
        ("双Type-C快充线", "双Type-C", True),
        ("non slip mat", "non-slip", True),
        ("快充电头", "充电头", True),
        ("Lingto X30 phone", "X3", False),
        ("凌拓X3 Pro手机", "X3 Pro", True),
    ],
)
def test_a_title_says_whole_words(text: str, said: str, holds: bool) -> None:
    assert (plain(said) in plain(text)) is holds


def test_what_a_title_says_is_read_from_its_text(listings: list[Listing], reader: TitleReader) -> None:
    """By hand: the words, points, values that stand in the title as it was printed, letter by letter, in Chinese where no letters interfere."""
    chinese = [one for one in listings if one.language == "zh"][:300]
    for listing in chinese:
        title, leaf, style = listing.document["title"], listing.style.leaf, listing.style
        said = reader.read(title, style, "zh")
        plainly = [place for place, point in enumerate(leaf.points["zh"]) if point in title and not point.isascii()]
        assert all(said.points >> place & 1 for place in plainly if not has_latin(leaf.points["zh"][place]))
        assert all(leaf.words["zh"][place] in title for place in places_of(said.words) if not has_latin(leaf.words["zh"][place]))


def has_latin(text: str) -> bool:
    return any(letter.isascii() for letter in text)


def places_of(number: int) -> list[int]:
    return [place for place in range(32) if number >> place & 1]


def test_a_title_that_drops_the_brand_does_not_say_it(reader: TitleReader, listings: list[Listing]) -> None:
    branded = next(one for one in listings if one.style.brand and one.language == "en")
    assert branded.style.brand
    named = 1 << SAID.index("brand")
    assert reader.read(f"{branded.style.brand.latin} thing", branded.style, "en").names & named
    assert not reader.read("a thing", branded.style, "en").names & named


def test_sellers_leave_things_unsaid_and_stuff_titles(catalogue: Catalogue) -> None:
    said = {name: np.mean(catalogue.said >> place & 1) for place, name in enumerate(SAID)}
    assert 0.75 < said["brand"] < 0.93
    assert 0.2 < said["audience"] < 0.5
    assert np.mean(catalogue.said_words > 0) > 0.995
    assert 0.3 < np.mean(np.bitwise_count(catalogue.said_words) > 1) < 0.8


def test_languages_and_departments_are_all_there(catalogue: Catalogue, record: Recorder) -> None:
    departments = Counter(record.places.leaves[leaf].department for leaf in catalogue.leaf.tolist())
    assert len(departments) == 17
    assert min(departments.values()) > 30
