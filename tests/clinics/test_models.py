from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from storefront.clinics.models import Clinic
from storefront.sealing import UnsealError

SECRET = "sk_live_0123456789"

pytestmark = pytest.mark.django_db


def test_commerce_settings_are_sealed_for_their_clinic_only(make_clinic, harbour):
    meadow = make_clinic("meadow", {"kind": "decoda", "api_key": SECRET})
    stored = Clinic.objects.get(slug="meadow")

    assert stored.commerce == {"kind": "decoda", "api_key": SECRET}
    assert SECRET not in "".join(str(value) for value in Clinic.objects.values_list().get(slug="meadow"))
    assert SECRET not in repr(meadow) + repr(vars(stored))
    harbour.sealed_commerce = stored.sealed_commerce
    with pytest.raises(UnsealError):
        _ = harbour.commerce


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("languages", []),
        ("languages", ["xx"]),
        ("languages", ["en", "en"]),
        ("languages", "en"),
        ("country", "ca"),
        ("country", "XX"),
        ("currency", "CAN"),
        ("brand_primary", "green"),
        ("logo", "//evil.example/logo.svg"),
        ("logo", "javascript:alert(1)"),
        ("support_email", "help"),
    ],
)
def test_a_clinic_with_a_wrong_field_is_not_clean(harbour, field, value):
    setattr(harbour, field, value)

    with pytest.raises(ValidationError) as refusal:
        harbour.full_clean()
    assert list(refusal.value.message_dict) == [field]
