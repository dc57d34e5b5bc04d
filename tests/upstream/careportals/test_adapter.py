"""The adapter says at once what cannot work."""

from __future__ import annotations

import pytest

from storefront.upstream.careportals import CarePortalsSettings, careportals
from storefront.upstream.errors import Misconfigured


def test_neither_an_organization_nor_an_origin_is_misconfigured() -> None:
    with pytest.raises(Misconfigured):
        careportals(CarePortalsSettings(currency="CAD", site_origin="https://harbour.example"))
