from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from storefront.clinics.models import Clinic
from tests.backoffice.clinics.case import SECRET
from tests.clinics.conftest import domain, no_certificates, zone  # noqa: F401
from tests.staff.people import clinic_staff, platform_staff
from tests.world import DECODA


@pytest.fixture
def staff(db: None) -> Client:
    return platform_staff("staff")


@pytest.fixture
def meadow(make_clinic: Callable[..., Clinic]) -> Clinic:
    """Sells through Decoda Health, with a secret that must be seen nowhere."""
    return make_clinic("meadow", DECODA | {"api_key": SECRET})


@pytest.fixture
def clinic(make_clinic: Callable[..., Clinic]) -> Clinic:
    """Speaks English and French."""
    return make_clinic("harbour", languages=["en", "fr"], brand_primary="#0b6e4f")


@pytest.fixture(params=["platform", "clinic"])
def either(request: pytest.FixtureRequest, clinic: Clinic) -> Client:
    """Platform staff, and then clinic staff of the clinic that speaks French too."""
    return platform_staff() if request.param == "platform" else clinic_staff(clinic)
