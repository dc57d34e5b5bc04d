"""A browser window at the clinic's shop, that watches for everything that a patient's browser should never see."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, expect

from tests.world import Shopper

WAIT = 10_000  # milliseconds
expect.set_options(timeout=WAIT)
# Only there may anything of the card processor be loaded: where a card is typed, and where the bank asks.
PROCESSOR_PAGES = re.compile(r"/(account|checkout/payment|orders/[0-9a-f-]{36})/")
# Chromium writes every answer above 399 into the console, and htmx those of its own requests.
FAILED_LOAD = re.compile(
    r"Failed to load resource: the server responded with a status of (\d+)|Response Status Error Code (\d+) from"
)
USUAL = {"409", "422"}  # answers that a page shows as usual: something to look at again, something mistyped


class Window:
    """``page`` is the first tab. ``expected`` are the failing statuses that this story brings about.

    ``context`` is what Playwright's browser context takes: ``forced_colors``, ``reduced_motion`` and so on.
    """

    def __init__(
        self,
        chromium: Browser,
        port: int,
        sandbox_port: int,
        as_: Shopper | None = None,
        *,
        at: str = "harbour",
        javascript: bool = True,
        width: int = 1280,
        expected: set[int] | None = None,
        **context: Any,
    ) -> None:
        host = as_.host if as_ else f"{at}.localhost"
        self.base = f"http://{host}:{port}"
        self._hosts = {"own": f"{host}:{port}", "processor": f"127.0.0.1:{sandbox_port}"}
        self._expected = USUAL | {str(status) for status in expected or ()}
        self.complaints: list[str] = []
        self.context: BrowserContext = chromium.new_context(
            base_url=self.base,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            **context,
        )
        self.context.set_default_timeout(WAIT)
        self.context.on("page", self._watch)
        if as_:
            self.become(as_)
        self.page: Page = self.context.new_page()

    def become(self, shopper: Shopper) -> None:
        """Go on with the session of a shopper who has done the dull part already."""
        cookies = shopper.browser.cookies.items()
        self.context.add_cookies([{"name": name, "value": kept.value, "url": self.base} for name, kept in cookies])

    def tab(self) -> Page:
        return self.context.new_page()

    def open(self, path: str, page: Page | None = None) -> Page:
        page = page or self.page
        page.goto(path)
        return page

    def press(self, name: str, page: Page | None = None) -> None:
        self._click(self.button(name, page))

    def button(self, name: str, page: Page | None = None) -> Locator:
        """Hidden words that follow a colon are a box of their own, and Chromium puts a space before it."""
        spaced = re.compile(f"^{re.escape(name).replace(':', ' ?:')}")
        return (page or self.page).get_by_role("button", name=spaced)

    def follow(self, name: str, page: Page | None = None) -> None:
        self._click((page or self.page).get_by_role("link", name=name).first)

    @staticmethod
    def _click(target: Locator) -> None:
        """Once the page's own scripts have run; what a page does without them is told in stories of its own."""
        target.wait_for()
        target.page.wait_for_load_state("domcontentloaded")
        target.click()

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def sees(self, words: str, page: Page | None = None) -> None:
        (page or self.page).get_by_text(words).first.wait_for()

    def arrives(self, path: str, page: Page | None = None) -> None:
        (page or self.page).wait_for_url(lambda url: urlsplit(url).path == path)

    def order_is(self, state: str, page: Page | None = None) -> str:
        """Wait until the order page says so; gives its reference."""
        page = page or self.page
        page.locator(f"#order[data-state={state}]").wait_for()
        return page.locator("#order-reference").inner_text()

    def close(self) -> None:
        self.context.close()

    # -- what must never happen ----------------------------------------------------------------------------------------

    def _watch(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("request", self._follow_request)

    def _hear(self, message: ConsoleMessage) -> None:
        status = FAILED_LOAD.match(message.text)
        if status and (status[1] or status[2]) in self._expected:
            return
        if urlsplit(message.location["url"]).netloc == self._hosts["processor"]:
            return  # the bank's own page is not ours
        if message.type in ("error", "warning"):
            self.complaints.append(f"console: {message.text} ({message.location.get('url')})")

    def _follow_request(self, request: Request) -> None:
        host = urlsplit(request.url).netloc
        if host == self._hosts["own"] or urlsplit(request.url).scheme == "data":
            return
        asked_by = urlsplit(request.frame.url)
        at_the_bank = asked_by.netloc == host or request.is_navigation_request()
        if host == self._hosts["processor"] and (at_the_bank or PROCESSOR_PAGES.fullmatch(asked_by.path)):
            return
        self.complaints.append(f"request to {request.url} from {request.frame.url}")
