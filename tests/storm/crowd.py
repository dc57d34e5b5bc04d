"""Many patients, each of whom submissions one order five times at once, and again while the page invites it."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import requests

from sandbox.decoda import demo as decoda
from tests.houses import HOUSES, House
from tests.storm.visitor import Lost, Visitor, hidden, way_of

TABS = 5
AT_ONCE = 12  # patients in the shop
WAVES = 3
PAYS = {"careportals": "new:pm_card_visa", "decoda": "credit", "elasticpath": "Invoice"}
PATIENCE = 30  # seconds
TRIES = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """A patient with a finger on the button."""

    house: House
    visitor: Visitor
    form: dict[str, str]


class Crowd:
    def __init__(self, port: int, sandbox: str) -> None:
        self.port, self.sandbox = port, sandbox
        self.submissions = 0
        self.answers: Counter[str] = Counter()
        self._waiting: list[Waiting] = []
        self._lock = threading.Lock()

    def gather(self, patients: int) -> None:
        """Bring so many to the button, in fair weather."""
        with ThreadPoolExecutor(AT_ONCE) as shop:
            self._waiting = list(shop.map(self._at_the_button, range(patients)))

    def place_order(self, seconds: float) -> None:
        """They come one by one, evenly over so many seconds."""
        begun = time.monotonic()

        def visit(turn: int) -> None:
            time.sleep(max(0, begun + turn * seconds / len(self._waiting) - time.monotonic()))
            self._submit(self._waiting[turn])

        with ThreadPoolExecutor(AT_ONCE) as shop:
            list(shop.map(visit, range(len(self._waiting))))

    def _at_the_button(self, number: int) -> Waiting:
        """A machine with other work may be too slow even in fair weather: then somebody else comes instead."""
        house = HOUSES[number % len(HOUSES)]
        for again in range(TRIES):
            try:
                return self._go_to_the_button(house, number, f"patient-{number}-{again}@{house.slug}.example")
            except (Lost, requests.RequestException) as error:
                reason = str(error)
        raise Lost(reason)

    def _go_to_the_button(self, house: House, number: int, email: str) -> Waiting:
        country = "US" if house.kind == "decoda" else "CA"
        address = f"198.51.{100 + number // 250}.{number % 250 + 1}"  # a home of its own: limits are per address
        visitor = Visitor(self.port, f"{house.slug}.localhost", address, PATIENCE)
        visitor.sign_up(email, country)
        if house.kind == "decoda":
            self._give_credit(email)
        visitor.fill(house.product, PAYS[house.kind], country)
        return Waiting(house, visitor, visitor.review_form())

    def _give_credit(self, email: str) -> None:
        """So that there is a way to pay without the hosted form."""
        headers = {"API-KEY": decoda.API_KEY, "TENANT": decoda.TENANT}
        found = requests.get(
            f"{self.sandbox}/decoda/user/patient/table", params={"email": email}, headers=headers, timeout=10
        ).json()
        patient = next(iter(found.values()))[0]["id"] if isinstance(found, dict) else found[0]["id"]
        credit = {"patient": patient, "amount": 50_000}
        requests.post(f"{self.sandbox}/control/decoda/credit", json=credit, timeout=10).raise_for_status()

    def _submit(self, waiting: Waiting) -> None:
        """The order, or the payment of the order: whatever the order page offers."""
        house, visitor, form = waiting.house, waiting.visitor, waiting.form
        path, fields = "/checkout/review/", form
        for _ in range(WAVES):
            answers = visitor.submit_together(TABS, path, fields)
            with self._lock:
                self.submissions += TABS
                self.answers.update(answers)
            time.sleep(1)
            try:
                page = visitor.get(f"/orders/{form['attempt']}/")
                match re.findall(r'id="order"[^>]*data-state="(\w+)"', page):
                    case ["refused"]:
                        path, fields = "/checkout/review/", visitor.review_form()
                    case ["payment"]:
                        path = f"/orders/{form['attempt']}/pay/"
                        fields = {"promise": hidden(page, "promise"), "payment_method": way_of(page, PAYS[house.kind])}
                    case [_]:
                        return
            except Lost:
                return
