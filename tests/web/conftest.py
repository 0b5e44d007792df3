"""What tests of the web share: a shop in memory, a client, and a real browser on a real port."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from searchrank_web import create_app

from tests.served import served
from tests.web.fake_shop import FakeShop
from tests.web.shopper import Shopper

CHROMIUM_FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def shop() -> FakeShop:
    return FakeShop()


@pytest.fixture
def client(shop: FakeShop) -> FlaskClient:
    return create_app(shop).test_client()


@pytest.fixture
def address(shop: FakeShop) -> Iterator[str]:
    """Where the shop is served, for as long as the test runs."""
    with served(shop) as place:
        yield place


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        message = "NO CHROMIUM: the pages were not tested in a browser; install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS, headless=True)
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    opened.set_default_timeout(5000)
    yield opened
    opened.close()


@pytest.fixture
def shopper(context: BrowserContext, address: str, shop: FakeShop) -> Shopper:
    page: Page = context.new_page()
    return Shopper(page, address, shop)
