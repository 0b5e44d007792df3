"""Who asks for something new sees newer products first, and others see no change."""

from __future__ import annotations

import pytest

from searchrank.rerank.fresh import Fresh
from tests.small_shop import SmallShop, small_shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    days = ("2021-01-01", "2023-05-05", "2022-01-01", None)
    return small_shop(
        tmp_path_factory.mktemp("fresh"), *({"id": f"phone-{day}", "title": "手机 快充"} | ({"released_at": day} if day else {}) for day in days)
    )


def fresh(shop: SmallShop, text: str, weight: float = 10.0, **asked: str) -> list[str]:
    return shop.view.ids(Fresh(weight).run(shop.search(text, **asked)).candidates.rows)


def test_the_newest_comes_first_and_what_has_no_date_last(shop: SmallShop) -> None:
    assert fresh(shop, "新款手机") == ["phone-2023-05-05", "phone-2022-01-01", "phone-2021-01-01", "phone-None"]


def test_without_the_wish_or_with_a_sort_nothing_moves(shop: SmallShop) -> None:
    assert fresh(shop, "手机") == shop.found("手机")
    assert fresh(shop, "新款手机", sort="price_asc") == shop.found("新款手机", sort="price_asc")
    assert fresh(shop, "新款手机", 0.0) == shop.found("新款手机")
