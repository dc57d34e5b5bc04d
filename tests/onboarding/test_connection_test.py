"""Test the connection: each mistake in a clinic's settings is found by the call that meets it, and said in words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import Settings

from sandbox.elasticpath import demo as elasticpath
from storefront.clinics.models import Clinic, ConnectionTest
from storefront.onboarding.connection_test import Outcome, ask_all, run_test, settings_mark
from storefront.upstream.circuit_breaker import FAILURES
from tests.world import CAREPORTALS, DECODA, ELASTICPATH, UPSTREAMS, World

pytestmark = pytest.mark.django_db
CANARY = "canary-7f3a91-secret"
EVERY_KIND = pytest.mark.parametrize("settings", [CAREPORTALS, DECODA, ELASTICPATH], ids=lambda one: one["kind"])


def outcomes(clinic: Clinic) -> dict[str, Outcome]:
    return {finding.name: finding.outcome for finding in ask_all(clinic)}


def failed(clinic: Clinic) -> dict[str, str]:
    return {finding.name: f"{finding.says} {finding.fix}" for finding in ask_all(clinic) if finding.outcome == "failed"}


EVERY_PROBE = {"Tenant and key", "The catalogue", "Patients", "Orders", "Location", "Payments"}


@EVERY_KIND
def test_good_settings_pass_call_by_call_and_are_kept_as_tested(
    make_clinic: Callable[..., Clinic], world: World, settings: dict[str, Any]
) -> None:
    clinic = make_clinic("harbour", settings)

    test = run_test(clinic)

    assert test.passed
    assert ConnectionTest.objects.get(clinic=clinic).of == settings_mark(clinic)
    for finding in test.calls:
        assert finding["outcome"] == "worked"
        assert finding["calls"], finding["name"]
        for call in finding["calls"]:
            assert call["request_id"]
            assert call["status"]


@EVERY_KIND
def test_a_test_reads_and_leaves_everything_as_it_was(
    make_clinic: Callable[..., Clinic], world: World, settings: dict[str, Any]
) -> None:
    clinic = make_clinic("harbour", settings)

    run_test(clinic)

    assert not world.ledger.acts
    assert {call.method for call in world.ledger.calls if call.template != "/oauth/access_token"} == {"GET"}


@pytest.mark.parametrize(
    ("settings", "wrong", "finds"),
    [
        (CAREPORTALS, {"organization": "nobody"}, {"The catalogue", "Patients"}),
        (CAREPORTALS, {"public_prefix": "/nowhere"}, {"The catalogue"}),
        (CAREPORTALS, {"patient_prefix": "/nowhere"}, {"Patients"}),
        (DECODA, {"api_key": "wrong"}, EVERY_PROBE),
        (DECODA, {"tenant": "harbor"}, EVERY_PROBE),
        (DECODA, {"location": "loc-nowhere"}, {"Location"}),
        (ELASTICPATH, {"client_id": "wrong"}, None),
        (ELASTICPATH, {"client_secret": "wrong"}, {"Client secret", "Password profile", "Payment gateway", "Orders"}),
        (
            ELASTICPATH,
            {"password_profile_id": elasticpath.RIDGE_PASSWORD_PROFILE_ID},
            {"Password profile"},
        ),
        (ELASTICPATH, {"gateway": "stripe_payment_intents"}, {"Payment gateway"}),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) and len(value) == 1 else "",
)
def test_a_wrong_setting_is_found_by_the_calls_that_need_it(
    make_clinic: Callable[..., Clinic],
    world: World,
    settings: dict[str, Any],
    wrong: dict[str, Any],
    finds: set[str] | None,
) -> None:
    clinic = make_clinic("harbour", settings | wrong)

    found = failed(clinic)

    assert set(found) == finds if finds else "Client" in found
    assert all("Check" in says or "Switch" in says or "Publish" in says for says in found.values())


def test_a_currency_that_the_store_has_not_is_said_as_such(make_clinic: Callable[..., Clinic], world: World) -> None:
    clinic = make_clinic("summit", ELASTICPATH, currency="CHF")

    assert "Switch the clinic's currency on" in failed(clinic)["Currency"]


def test_without_a_merchant_account_nothing_can_be_paid(make_clinic: Callable[..., Clinic], world: World) -> None:
    clinic = make_clinic("meadow", DECODA)
    world.faults.arm("status", upstream="decoda", path="*/merchant_accounts", status=200, payload=[], times=None)

    assert list(failed(clinic)) == ["Payments"]
    assert "merchant account" in failed(clinic)["Payments"]


def test_an_empty_shelf_leaves_no_product_to_ask_for(make_clinic: Callable[..., Clinic], world: World) -> None:
    clinic = make_clinic("harbour")
    world.faults.arm("status", upstream="careportals", path="*/v2/products", status=200, payload=[], times=None)

    assert outcomes(clinic) == {
        "The catalogue": "worked",
        "One product": "not asked",
        "Patients": "worked",
    }
    assert not run_test(clinic).passed


@EVERY_KIND
@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("refused", "No connection: nothing could be sent."),
        ("hang_after", "No usable answer came"),
        ("error_before", "No usable answer came (it answered 503)"),
        ("garbage", "not as this upstream does"),
        ("truncated", "o"),
        ("redirect", "o"),
    ],
)
def test_trouble_on_the_way_is_said_in_words(
    make_clinic: Callable[..., Clinic], world: World, settings: dict[str, Any], fault: str, says: str
) -> None:
    clinic = make_clinic("harbour", settings)
    world.faults.arm(fault, times=None)

    found = failed(clinic)

    assert found
    assert all(sentence.strip() for sentence in found.values())
    first = next(iter(found.values()))
    assert says in first or "no access token" in first or "No connection" in first


def test_a_host_that_no_upstream_may_have_is_refused_before_anything_is_sent(
    make_clinic: Callable[..., Clinic], world: World, settings: Settings
) -> None:
    settings.ALLOW_LOOPBACK_UPSTREAMS = False
    clinic = make_clinic("harbour", CAREPORTALS | {"public_api": "https://10.0.0.1"})

    finding, *_ = ask_all(clinic)

    assert finding.outcome == "failed"
    assert [call.template for call in world.ledger.calls] == ["/users/account"]  # the other address is good


def test_a_shut_gate_is_passed_by(make_clinic: Callable[..., Clinic], world: World) -> None:
    clinic = make_clinic("harbour")
    world.down()
    for _ in range(FAILURES):
        ask_all(clinic)
    world.faults.clear()

    assert set(outcomes(clinic).values()) == {"worked"}


def test_a_test_ends_although_every_call_takes_its_time(
    make_clinic: Callable[..., Clinic], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storefront.onboarding.connection_test.ENOUGH", -1)

    assert set(outcomes(make_clinic("harbour")).values()) == {"not asked"}


def test_a_draft_has_nothing_to_test(make_clinic: Callable[..., Clinic], world: World) -> None:
    clinic = make_clinic("harbour")
    clinic.sealed_commerce = clinic.commerce_kind = ""

    (finding,) = ask_all(clinic)

    assert finding.says == "this clinic has no commerce settings yet"


def test_new_settings_are_untested_and_the_same_ones_again_are_not(make_clinic: Callable[..., Clinic]) -> None:
    clinic = make_clinic("meadow", DECODA)
    before = settings_mark(clinic)

    clinic.set_commerce(DECODA)
    assert settings_mark(clinic) == before
    clinic.set_commerce(DECODA | {"api_key": "another"})
    assert settings_mark(clinic) != before


@EVERY_KIND
def test_nothing_secret_is_kept_or_logged(
    make_clinic: Callable[..., Clinic], world: World, settings: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    secrets = {key: f"{CANARY}-{key}" for key in ("api_key", "client_id", "client_secret") if key in settings}
    clinic = make_clinic("harbour", settings | secrets)

    test = run_test(clinic)
    world.faults.arm("garbage", times=None)
    run_test(clinic)

    kept = json.dumps(ConnectionTest.objects.get(clinic=clinic).calls) + json.dumps(test.calls)
    assert CANARY not in kept
    assert CANARY not in caplog.text
    assert not re.search(r"https?://", kept)
    assert UPSTREAMS not in kept
