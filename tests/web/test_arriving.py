"""A page that is painted while the rest of it is still on its way: what is there already stays where it is."""

from __future__ import annotations

import pytest

from tests.web.shopper import Shopper

pytestmark = pytest.mark.browser

# The page as a parser leaves it at every moment, from its end to its beginning: the last node is taken away, and what moved by that is told.
# The bar is complete before anything is painted; what has nothing to show yet moves nobody.
MOVED = """() => {
  const main = document.querySelector("main"), moved = [];
  document.querySelectorAll("footer, .paging, .card:nth-child(n+7)").forEach(one => one.remove());
  const shown = node =>
    (node.parentElement.closest("svg, .unseen") ?? node.closest?.(".unseen")) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT;
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, shown), nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  const painted = node => !node.matches?.("mark:empty, .plain:empty, li:has(> .plain:empty)");
  const box = node => {
    if (node.nodeType === Node.ELEMENT_NODE) return node.getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(node);
    return range.getClientRects()[0];
  };
  const place = node => {
    const at = box(node);
    return at && at.width && at.height && at.top < innerHeight && at.left < innerWidth ? [at.left, at.top] : null;
  };
  const told = node => (node.outerHTML ?? node.textContent).slice(0, 80);
  for (let places = nodes.map(place); nodes.length > 1;) {
    const last = nodes.pop();
    last.remove();
    const now = nodes.map(place);
    now.forEach((before, i) => {
      const far = before && places[i] && Math.max(Math.abs(before[0] - places[i][0]), Math.abs(before[1] - places[i][1])) > 1;
      if (far && painted(nodes[i])) moved.push([told(nodes[i]), before, places[i], told(last)]);
    });
    places = now;
  }
  return moved;
}"""

FILTERED = {"q": "连衣裙", "filter": ["attributes.颜色:红色", "price:10..900"]}
PAGES = [{}, {"q": "T恤"}, {"q": "T恤", "made": 1}, FILTERED, {"q": "earbuds"}, {"q": "zzzz"}]


@pytest.mark.parametrize("size", [{"width": 1280, "height": 900}, {"width": 360, "height": 780}], ids=["wide", "phone"])
@pytest.mark.parametrize("asked", PAGES, ids=["front", "results", "made", "filtered", "english", "nothing"])
def test_what_has_arrived_stays_where_it_is(shopper: Shopper, asked: dict[str, object], size: dict[str, int]) -> None:
    shopper.page.set_viewport_size(size)  # type: ignore[arg-type]
    shopper.opens(**asked)
    assert shopper.page.locator("main *").count() > 5
    assert shopper.page.evaluate(MOVED) == []
