"""A shop of shoes, televisions and memory sticks whose products state sizes, colours and for whom they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.small_shop import SmallShop, small_shop


def shoe(name: str, title: str, colour: str | None, *, price: float = 100, sizes: tuple[str, ...] = ("41", "42"), **more: Any) -> dict[str, Any]:
    attributes: dict[str, Any] = {"鞋码": list(sizes), "适用人群": "女"} | ({"颜色": colour} if colour else {})
    return {"id": name, "title": title, "category": ["鞋靴", "高跟鞋"], "price": price, "attributes": attributes, **more}


def television(name: str, inches: str | None, *, title: str = "智能电视 高清", **more: Any) -> dict[str, Any]:
    attributes = {"屏幕尺寸": inches} if inches else {}
    return {"id": name, "title": title, "category": ["家电", "电视"], "price": 2000, "attributes": attributes, **more}


def stick(name: str, capacity: str) -> dict[str, Any]:
    return {"id": name, "title": "金属U盘 高速", "category": ["电脑", "u盘"], "price": 50, "attributes": {"容量": capacity}}


PRODUCTS = (
    shoe("red", "细跟高跟鞋 婚礼", "红色", price=300),
    shoe("black", "黑色高跟鞋 通勤", "黑色", price=50, sizes=("38", "39")),
    shoe("white", "白色高跟鞋 通勤", "白色"),
    shoe("plain", "尖头高跟鞋 通勤", None),
    *(shoe(f"black-{one}", f"高跟鞋 通勤 {one}", "黑色", price=200 + one, sizes=("38",)) for one in range(9)),
    television("tv65", "65英寸"),
    television("tv43", "43英寸"),
    television("unsaid", None),
    *(television(f"tv-{one}", "55英寸") for one in range(3)),
    stick("gb128", "128GB"),
    stick("gb64", "64GB"),
    stick("gb32", "32GB"),
    *(
        {"id": f"shirt-{one}", "title": "男士衬衫 免烫", "category": ["男装", "衬衫"], "price": 80, "attributes": {"适用人群": "男"}}
        for one in range(12)
    ),
    *(
        {"id": f"blouse-{one}", "title": "衬衫 显白", "category": ["女装", "女衬衫"], "price": 80, "attributes": {"适用人群": "女"}}
        for one in range(12)
    ),
)


def meaning_shop(folder: Path, **recall: Any) -> SmallShop:
    """The shop, built in the folder."""
    return small_shop(folder, *PRODUCTS, **recall)
