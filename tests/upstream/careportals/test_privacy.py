"""Across the whole adapter: no error and no log line tells about a patient."""

from __future__ import annotations

import logging
from typing import Any

import pytest
import requests

from storefront.upstream.errors import UpstreamError
from storefront.upstream.types import Question
from tests.upstream.careportals.examples import CART_REF, HTML, LOGIN, NEW, REFUSAL, REQUEST

SECRETS = ("t0ken", "SECRETCODE", "ana@harbour.example", "Secret-123!", "Quay Street", CART_REF, "pm_1", "1986-04-17")


@pytest.mark.parametrize(
    "answer",
    [
        (400, {"message": "ana@harbour.example SECRETCODE"}),
        (401, REFUSAL),
        (402, REFUSAL),
        (403, REFUSAL),
        (500, HTML),
        (200, HTML),
        (200, {"_id": "t0ken/SECRETCODE", "totalAmount": "SECRETCODE"}),
        (200, LOGIN | {"token": "t0ken t0ken"}),
        requests.ConnectionError(f"/v2/checkout/{CART_REF}/coupon/SECRETCODE"),
    ],
)
def test_no_error_and_no_log_line_tells_about_a_patient(
    shop: Any, ana: Any, caplog: pytest.LogCaptureFixture, answer: Any
) -> None:
    clinic, _ = shop(answer)
    caplog.set_level(logging.DEBUG)
    errors = []

    for do in (
        lambda: clinic.accounts.sign_up(NEW),
        lambda: clinic.accounts.sign_in("ana@harbour.example", "Secret-123!"),
        lambda: clinic.accounts.profile(ana),
        lambda: clinic.carts.read(CART_REF, ana),
        lambda: clinic.carts.apply_coupon(CART_REF, "SECRETCODE", ana),
        lambda: clinic.cards.remove("pm_1", ana),
        lambda: clinic.orders.place(REQUEST, ana),
        lambda: clinic.orders.look_up(Question("", CART_REF), ana),
    ):
        try:
            do()
        except UpstreamError as error:
            errors.append(f"{error!s} {error!r} {error.detail}")

    assert errors
    everything = " ".join(errors) + " ".join(str(record.__dict__) for record in caplog.records)
    assert [secret for secret in SECRETS if secret in everything] == []
