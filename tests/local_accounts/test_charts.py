"""What an upstream with charts offers to local accounts is the whole of what they ask."""

from __future__ import annotations

from storefront.clinics.models import Clinic
from storefront.commerce import commerce_for
from storefront.local_accounts.accounts import LocalAccounts
from storefront.local_accounts.charts import Charts


def test_the_charts_of_the_upstream_have_every_method(meadow: Clinic) -> None:
    accounts = commerce_for(meadow).accounts
    assert isinstance(accounts, LocalAccounts)

    asked = [name for name in vars(Charts) if not name.startswith("_")]
    assert asked
    assert all(callable(getattr(accounts.charts, name)) for name in asked)
