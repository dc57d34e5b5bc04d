"""The kinds of emails, and what a clinic may switch off."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from storefront.clinics.emails import EMAILS, OPTIONAL, kind_named
from storefront.clinics.validators import validate_emails_off


def test_every_kind_is_found_by_its_name() -> None:
    assert [kind_named(kind.name) for kind in EMAILS] == list(EMAILS)
    assert kind_named("birthday") is None


def test_what_an_account_needs_cannot_be_switched_off() -> None:
    assert not [kind for kind in OPTIONAL if kind.opens_account]
    validate_emails_off(["order_placed"])
    for wrong in (["reset"], ["order_placed", "order_placed"], "order_placed"):
        with pytest.raises(ValidationError):
            validate_emails_off(wrong)
