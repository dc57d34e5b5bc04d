"""The storefront's pages for a patient with three lines in the cart, and for somebody without a session."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import requests
from requests.adapters import BaseAdapter

Page = Callable[[], tuple[int, bytes]]


class Replayed(BaseAdapter):
    """Gives an answer of the sandbox again, so that the sandbox's own work is not measured."""

    def __init__(self, sandbox: BaseAdapter) -> None:
        super().__init__()
        self._sandbox, self._kept = sandbox, dict[str, tuple[int, bytes, Any]]()
        self.replays = False

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        from tests.upstream.fakes import respond

        key = f"{request.method} {request.url}"
        if not (self.replays and key in self._kept):
            answer = self._sandbox.send(request, *args, **kwargs)
            self._kept[key] = (answer.status_code, answer.raw.read(), answer.headers)
        status, body, headers = self._kept[key]
        return respond(request, status, body, headers)

    def close(self) -> None: ...


def prepare() -> dict[str, Page]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    os.environ["DEBUG"] = "0"
    import django
    from django.core.management import call_command

    django.setup()
    logging.disable(logging.CRITICAL)
    call_command("migrate", verbosity=0)

    from sandbox.transport import SandboxAdapter
    from storefront.clinics.models import Clinic, Domain
    from storefront.upstream.pools import POOLS
    from tests.world import CAREPORTALS, UPSTREAMS, World

    clinic = Clinic(slug="harbour", name="Harbour", languages=["en", "fr"], country="CA", currency="CAD", is_open=True)
    clinic.support_email, clinic.support_phone = "help@harbour.example", "+14035550100"
    clinic.set_commerce(CAREPORTALS)
    clinic.save()
    Domain.objects.create(clinic=clinic, host="harbour.localhost", verified_at=clinic.created_at, position=0)
    upstream = Replayed(SandboxAdapter(World()))
    POOLS.mount(UPSTREAMS, upstream)
    pages = pages_of_a_patient() | pages_of_a_stranger()
    for page in pages.values():
        page()
    upstream.replays = True
    return pages


def pages_of_a_patient() -> dict[str, Page]:
    from tests.bench.worker import Visitor
    from tests.world import ADDRESS

    patient = Visitor("harbour.localhost")

    def send(path: str, **fields: str) -> None:
        form = patient.read("/" if path == "/cart/add/" else path)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        assert token
        status, _ = patient.ask(path, urlencode(fields | {"csrfmiddlewaretoken": token.group(1)}))
        assert status == 303, (path, status)

    products = dict.fromkeys(re.findall(r'href="/products/([^/"]+)/"', patient.read("/")))
    chosen = list(products)[:3]
    for ref in chosen:
        send("/cart/add/", product=ref, quantity="1")
    send("/login/", email="ana@harbour.example", password="Harbour-2026!")
    patient.ask("/cart/")
    send("/checkout/details/", **ADDRESS)
    method = re.findall(r'name="payment_method" value="([^"]+)"', patient.read("/checkout/payment/"))[0]
    send("/checkout/payment/", payment_method=method)
    return {
        "cart": lambda: patient.ask("/cart/"),
        "review": lambda: patient.ask("/checkout/review/"),
        "swap": lambda: patient.ask("/cart/", headers={"HTTP_HX_REQUEST": "true"}),
        "shelf": lambda: patient.ask("/"),
        "product": lambda: patient.ask(f"/products/{chosen[0]}/"),
    }


def pages_of_a_stranger() -> dict[str, Page]:
    from tests.bench.worker import Visitor

    stranger = Visitor("harbour.localhost")
    ref = re.findall(r'href="/products/([^/"]+)/"', stranger.read("/"))[0]
    return {
        "sign-in, no session": lambda: stranger.ask("/login/"),
        "shelf, no session": lambda: stranger.ask("/"),
        "product, no session": lambda: stranger.ask(f"/products/{ref}/"),
    }
