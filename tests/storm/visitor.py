"""A patient with a browser of the simplest kind: cookies, forms with their CSRF token, and several tabs."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import requests

from tests.houses import US_ADDRESS
from tests.world import ADDRESS, NEW_PATIENT

TIMEOUT = 40  # seconds, more than any answer takes
PASSWORD = NEW_PATIENT["password"]


class Lost(Exception):
    """The shop could not be used for so long that this patient gave up before submitting."""


class Visitor:
    """At ``host`` on the loopback ``port``. ``address`` is where a trusted proxy says that the patient is."""

    def __init__(self, port: int, host: str, address: str = "127.0.0.1", patience: float = 0) -> None:
        self.at, self.patience = f"http://127.0.0.1:{port}", patience
        self.http = requests.Session()
        self.http.trust_env = False
        self.http.headers.update(
            {"Host": f"{host}:{port}", "Origin": f"http://{host}:{port}", "X-Forwarded-For": address}
        )
        self.token = ""

    def get(self, path: str) -> str:
        answer = self._insist(lambda: self.http.get(self.at + path, timeout=TIMEOUT))
        if found := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.text):
            self.token = found.group(1)
        return answer.text

    def post(self, path: str, form: Mapping[str, str]) -> requests.Response:
        data = {**form, "csrfmiddlewaretoken": self.token}
        return self._insist(lambda: self.http.post(self.at + path, data=data, timeout=TIMEOUT, allow_redirects=False))

    def sign_up(self, email: str, country: str) -> None:
        """Or sign in, where an answer was lost after the account was made."""
        self.get("/signup/")
        home = {"phone": "303 555 0123", "province": "CO"} if country == "US" else {}
        if self.post("/signup/", NEW_PATIENT | home | {"email": email}).status_code != 303:
            self.sign_in(email, PASSWORD)

    def sign_in(self, email: str, password: str) -> None:
        self.get("/login/")
        if self.post("/login/", {"email": email, "password": password}).status_code != 303:
            raise Lost("not signed in")

    def fill(self, product: str, method: str, country: str) -> None:
        """Put one product into the cart, and go to the last step. ``method`` is a part of its ref or label."""
        shelf = re.findall(r'href="/products/([^/"]+)/"[^>]*>\s*([^<]+?)\s*<', self.get("/"))
        ref = next((ref for ref, name in shelf if unescape(name) == product), "")
        self.get(f"/products/{ref}/")
        self.post("/cart/add/", {"product": ref, "quantity": "1"})
        self.get("/cart/")
        self.post("/checkout/details/", US_ADDRESS if country == "US" else ADDRESS)
        page = self.get("/checkout/payment/")
        self.post("/checkout/payment/", {"payment_method": way_of(page, method)})

    def review_form(self) -> dict[str, str]:
        page = self.get("/checkout/review/")
        return {name: hidden(page, name) for name in ("attempt", "promise")}

    def submit_together(self, times: int, path: str, form: Mapping[str, str]) -> Counter[str]:
        """So many tabs submit at once; counts what they were answered."""
        cookies = self.http.cookies.get_dict()
        data = {**form, "csrfmiddlewaretoken": self.token}

        def submit(_: int) -> str:
            headers = {str(name): str(value) for name, value in self.http.headers.items()}
            try:
                answer = requests.post(
                    self.at + path, data=data, headers=headers, cookies=cookies, timeout=TIMEOUT, allow_redirects=False
                )
            except requests.RequestException as error:
                return type(error).__name__
            return str(answer.status_code)

        with ThreadPoolExecutor(times) as tabs:
            return Counter(tabs.map(submit, range(times)))

    def _insist(self, ask: Callable[[], requests.Response]) -> requests.Response:
        """Reload while the shop stumbles, for ``patience`` seconds."""
        deadline = time.monotonic() + self.patience
        while True:
            try:
                answer = ask()
                if answer.status_code < 500:
                    return answer
                trouble = str(answer.status_code)
            except requests.RequestException as error:
                trouble = type(error).__name__
            if time.monotonic() > deadline:
                raise Lost(trouble)
            time.sleep(0.3)


WAY = r'<input[^>]*name="payment_method"[^>]*value="([^"]+)"[^>]*>\s*(?:<label[^>]*>)?\s*([^<]+)'


def hidden(page: str, name: str) -> str:
    found = re.findall(rf'name="{name}" value="([^"]+)"', page)
    if not found:
        raise Lost(f"no {name} on the page")
    return unescape(found[0])


def way_of(page: str, method: str) -> str:
    """The ref of the way to pay whose ref or label holds ``method``."""
    ways = re.findall(WAY, page)
    found = next((ref for ref, label in ways if method in ref or method in label), "")
    if not found:
        raise Lost(f"{method} is not offered")
    return unescape(found)
