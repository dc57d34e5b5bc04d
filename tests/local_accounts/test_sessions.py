"""A sign-in ends with its account, and with its epoch."""

from __future__ import annotations

from collections.abc import Callable

from storefront.local_accounts.models import LocalAccount
from tests.patients.local.conftest import Patient

Account = Callable[[], LocalAccount]


def test_a_sign_in_whose_account_is_gone_ends(patient: Patient, account: Account) -> None:
    patient.sign_up()
    account().delete()

    reply = patient.get("/account/")

    assert reply.status_code == 303
    assert reply["Location"].startswith("/login/")
