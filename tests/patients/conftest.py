from __future__ import annotations

import pytest

from sandbox.decoda import demo
from storefront.clinics.models import Clinic
from storefront.patients.models import Consent
from tests.houses import US_ADDRESS
from tests.world import Shopper, World

PASSWORD = "Meadow-2026!"  # of Dana


@pytest.fixture
def dana(meadow: Clinic, world: World) -> Shopper:
    """Signed in at Meadow, with an order and a consent."""
    shopper = Shopper("meadow.localhost")
    shopper.add("Mineral Sunscreen SPF 50")
    shopper.sign_in(demo.DANA.email, PASSWORD)
    shopper.choose("4242", US_ADDRESS)
    shopper.place_order()
    Consent.objects.create(
        clinic=meadow,
        patient_ref=demo.DANA.id,
        kind="marketing",
        version="en-1",
        language="en",
        wording="Write to me",
        given=True,
    )
    return shopper
