"""Pages for readers who set larger letters in their browser."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.web.conftest import CHROMIUM_FLAGS

STYLE = Path(__file__).parents[2] / "web" / "searchrank_web" / "static" / "shop.css"
CUT = """() => [...document.querySelectorAll(".small:not(.place), .price, .field button, .tags span, h1:not(.unseen), h2:not(.unseen)")]
    .filter(one => one.scrollWidth > one.clientWidth + 1 || one.getBoundingClientRect().right > document.documentElement.scrollWidth)
    .map(one => one.className + " " + one.textContent.trim())"""


def test_what_holds_text_is_measured_by_the_readers_own_letters() -> None:
    style = STYLE.read_text("utf-8")
    assert re.findall(r"(?:font|font-size|line-height): [^;}]*px|@media [^{]*px", style) == []


@pytest.mark.parametrize("width", [390, 1440])
def test_larger_letters_are_larger_and_nothing_is_cut_by_them(browser: Browser, address: str, tmp_path: Path, width: int) -> None:
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps({"webkit": {"webprefs": {"default_font_size": 24}}}), "utf-8")
    path = shutil.which("chromium")
    with browser.browser_type.launch_persistent_context(
        str(tmp_path), executable_path=path, args=CHROMIUM_FLAGS, locale="en", viewport={"width": width, "height": 900}
    ) as context:
        page = context.new_page()
        for asked in ("/", "/?q=", "/?q=连衣裙&made=1", "/model"):
            page.goto(address + asked)
            assert page.evaluate("getComputedStyle(document.body).fontSize") == "22.5px"
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate(CUT) == []
