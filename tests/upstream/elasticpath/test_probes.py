"""What staff can ask of a store: each question reads, and says which part of the settings does not work."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest

from storefront.upstream.errors import Misconfigured, Unreadable
from storefront.upstream.ports import Probe
from tests.upstream.elasticpath.common import callers, check, raised_by
from tests.upstream.elasticpath.conftest import API
from tests.upstream.elasticpath.examples import refusal

WITHOUT_A_SECRET = ["client", "currency", "products", "product"]
REALM = {"data": {"relationships": {"authentication_realm": {"data": {"id": "realm-1"}}}}}


def currencies(code: str, enabled: bool) -> dict[str, Any]:
    return {"data": [{"code": "EUR", "enabled": True}, {"code": code, "enabled": enabled}]}


def probe(clinic: Any, name: str) -> Probe:
    found: Probe = next(one for one in clinic.probes() if one.id == name)
    return found


def test_only_a_clinic_with_a_secret_is_asked_for_what_needs_one(shop: Any) -> None:
    clinic, _ = shop({})
    trusted = ["client_secret", "password_profile", "payment_gateway", "orders"]
    assert [one.id for one in clinic.probes()] == WITHOUT_A_SECRET + trusted
    assert all(one.fix for one in clinic.probes())

    clinic, _ = shop({}, client_secret="")
    assert [one.id for one in clinic.probes()] == WITHOUT_A_SECRET


@pytest.mark.parametrize(("name", "grant"), [("client", "implicit"), ("client_secret", "client_credentials")])
def test_a_key_is_tried_anew_whatever_token_is_kept(shop: Any, name: str, grant: str) -> None:
    clinic, store = shop({})

    for _ in range(2):
        probe(clinic, name).ask()

    assert len(store.grants) == 2
    assert all(grant in str(asked.body) for asked in store.grants)
    assert store.asked == []


def test_the_currency_has_to_be_switched_on(shop: Any) -> None:
    clinic, store = shop(currencies("CAD", enabled=True))
    assert probe(clinic, "currency").ask().says == "CAD is switched on"
    assert [unquote(line) for line in store.lines] == [f"GET {API}/v2/currencies?page[limit]=100"]

    for answer in (currencies("CAD", enabled=False), currencies("USD", enabled=True), (404, refusal(404))):
        clinic, _ = shop(answer)
        check(raised_by(probe(clinic, "currency").ask), Misconfigured)
    clinic, _ = shop({"data": {}})
    check(raised_by(probe(clinic, "currency").ask), Unreadable)


def test_the_password_profile_is_looked_for_in_the_realm_of_the_store(shop: Any) -> None:
    clinic, store = shop(REALM, {"data": {}})

    probe(clinic, "password_profile").ask()

    assert store.lines == [
        f"GET {API}/v2/settings/account-authentication",
        f"GET {API}/v2/authentication-realms/realm-1/password-profiles/profile",
    ]
    assert callers(store) == [("client_credentials", None)] * 2
    clinic, _ = shop(REALM, (404, refusal(404)))
    check(raised_by(probe(clinic, "password_profile").ask), Misconfigured)
    clinic, _ = shop({"data": {"relationships": None}})
    check(raised_by(probe(clinic, "password_profile").ask), Unreadable)


def test_the_payment_gateway_has_to_be_switched_on(shop: Any) -> None:
    clinic, store = shop({"data": {"enabled": True}})
    assert probe(clinic, "payment_gateway").ask().says == "manual is switched on"
    assert store.lines == [f"GET {API}/v2/gateways/manual"]

    answers: list[Any] = [{"data": {"enabled": False}}, {"data": {}}, (404, refusal(404))]
    for answer in answers:
        clinic, _ = shop(answer)
        check(raised_by(probe(clinic, "payment_gateway").ask), Misconfigured)
