"""What a clinic has to say about its Elastic Path store."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from storefront.upstream.observer import Observer
from storefront.upstream.ports import CardScript
from storefront.upstream.transfer import Timeouts

CheckoutMode = Literal["account_token", "account"]
Gateway = Literal["manual", "elastic_path_payments_stripe", "stripe_payment_intents"]


@dataclass(frozen=True, slots=True)
class ElasticPathSettings:
    """``api`` is the host of the store's region; ``currency`` the ISO code that prices are asked in.

    ``checkout`` says who orders: the patient's account token (``account_token``), or our own key, which names the
    account (``account``: needs ``client_secret``). With a secret the look-up of an order outlives the patient's token.
    ``gateway`` takes the money; ``manual`` only notes that the clinic will. ``card_script`` belongs to the other two.
    ``site_origin`` is the clinic's own ``https://host``; no call of Elastic Path wants it.
    """

    currency: str
    client_id: str
    password_profile_id: str
    client_secret: str = field(default="", repr=False)
    api: str = "https://useast.api.elasticpath.com"
    checkout: CheckoutMode = "account_token"
    gateway: Gateway = "manual"
    card_script: CardScript | None = None
    site_origin: str = ""
    timeouts: Timeouts = field(default_factory=Timeouts)
    allow_loopback: bool = False
    observer: Observer | None = field(default=None, repr=False, compare=False)
