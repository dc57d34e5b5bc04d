"""What a clinic has to say about its Decoda tenant."""

from __future__ import annotations

from dataclasses import dataclass, field

from storefront.upstream.observer import Observer
from storefront.upstream.transfer import Timeouts


@dataclass(frozen=True, slots=True)
class DecodaSettings:
    """``tenant`` is the clinic's subdomain, ``api_key`` an admin's: it never leaves the server.

    ``app`` serves the hosted payment pages. ``categories`` are what is sold online, all of them where there are none;
    prescription goods only with ``allow_medication``. ``location`` is where online sales belong: it decides about taxes
    and the account that money goes to. ``creator`` is the provider in whose name carts are made. Amounts on the wire
    are whole hundredths of ``currency``.
    """

    tenant: str
    api_key: str = field(repr=False)
    currency: str = "USD"
    api: str = "https://api.decodahealth.com"
    app: str = "https://app.decodahealth.com"
    categories: tuple[str, ...] = ()
    allow_medication: bool = False
    location: str = ""
    creator: str = ""
    timeouts: Timeouts = field(default_factory=Timeouts)
    allow_loopback: bool = False
    observer: Observer | None = field(default=None, repr=False, compare=False)
