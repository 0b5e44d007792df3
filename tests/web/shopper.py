"""A person in front of the page: what they do and what they see, in their words."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from playwright.sync_api import Page, expect

from tests.web.fake_shop import FakeShop


@dataclass
class Shopper:
    page: Page
    address: str
    shop: FakeShop

    def opens(self, path: str = "/", **asked: object) -> None:
        self.page.goto(self.address + path + ("?" + urlencode(asked, doseq=True) if asked else ""))

    @property
    def box(self):  # type: ignore[no-untyped-def]
        return self.page.get_by_role("combobox")

    def types(self, text: str) -> None:
        self.box.click()
        self.page.keyboard.type(text)

    def composes(self, text: str) -> None:
        """Holds this text in an input method, not yet confirmed: as Chromium itself is told by the system's input method."""
        self._cdp().send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})

    def confirms(self, text: str) -> None:
        """Ends the composition with this text."""
        self._cdp().send("Input.insertText", {"text": text})

    def _cdp(self):  # type: ignore[no-untyped-def]
        return self.page.context.new_cdp_session(self.page)

    def sees_suggestions(self, *texts: str) -> None:
        expect(self.page.locator("#popup")).to_be_visible()
        expect(self.page.locator("#suggestions .text")).to_have_text(list(texts))

    def sees_no_suggestions(self) -> None:
        expect(self.page.locator("#popup")).to_be_hidden()

    def sees_titles(self, *texts: str) -> None:
        expect(self.page.locator(".results .card h3")).to_have_text(list(texts))
