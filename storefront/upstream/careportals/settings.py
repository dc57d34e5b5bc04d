"""What a clinic has to say about its CarePortals organization."""

from __future__ import annotations

from dataclasses import dataclass, field

from storefront.upstream.observer import Observer
from storefront.upstream.ports import CardScript
from storefront.upstream.transfer import Timeouts


@dataclass(frozen=True, slots=True)
class CarePortalsSettings:
    """``organization`` is sent on every call. Where it is empty, ``origin`` (``https://<name>.portals.care``) tells
    whose patients these are (subdomain mode), and is sent instead.

    ``site_origin`` is the clinic's own ``https://host`` (payment methods and account want one in organization mode).
    One prefix per API holds for all its calls, and may be empty. ``currency`` is an ISO code; they seldom say it.
    """

    currency: str
    organization: str = ""
    origin: str = ""
    site_origin: str = ""
    patient_api: str = "https://patient-api.portals.care"
    patient_prefix: str = "/patient"
    public_api: str = "https://public-api.portals.care"
    public_prefix: str = "/public"
    # Adding and removing a card is documented to exist, its path is not: this is where to change it.
    payment_methods_path: str = "/users/payment-methods"
    card_script: CardScript | None = None
    timeouts: Timeouts = field(default_factory=Timeouts)
    allow_loopback: bool = False
    observer: Observer | None = field(default=None, repr=False, compare=False)
