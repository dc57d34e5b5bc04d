"""The ports over one API. Decoda signs nobody in, so the accounts are the storefront's and are handed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from storefront.upstream.decoda.api import UPSTREAM, Api
from storefront.upstream.decoda.bills import DecodaBills
from storefront.upstream.decoda.cards import DecodaCards
from storefront.upstream.decoda.carts import DecodaCarts
from storefront.upstream.decoda.catalogue import DecodaCatalogue
from storefront.upstream.decoda.coupons import CouponBook, Coupons
from storefront.upstream.decoda.open_carts import DecodaOpenCarts
from storefront.upstream.decoda.orders import DecodaOrders
from storefront.upstream.decoda.probes import DecodaProbes
from storefront.upstream.decoda.quotes import DecodaQuotes
from storefront.upstream.decoda.settings import DecodaSettings
from storefront.upstream.ports import Accounts, AddressNeeds, Capabilities, Commerce
from storefront.upstream.types import PasswordRule


def _now() -> datetime:
    return datetime.now(UTC)


def decoda(
    settings: DecodaSettings,
    accounts: Accounts,
    *,
    coupons: CouponBook,
    clock: Callable[[], datetime] = _now,
) -> Commerce:
    """Ready to use; opens no connection yet. ``Misconfigured`` when the settings cannot work.

    ``coupons`` are the clinic's own: Decoda has none. ``clock`` tells the time with an offset; its date decides about
    the first and last day of a coupon.
    """
    api = Api(settings)
    catalogue = DecodaCatalogue(api)
    carts = DecodaCarts(api, catalogue, Coupons(coupons, lambda: clock().date()), clock)
    cards, quotes = DecodaCards(api), DecodaQuotes(api)
    orders = DecodaOrders(api, carts, cards, quotes)
    return Commerce(
        upstream=UPSTREAM,
        can=Capabilities(
            guest_cart=False,
            guest_coupon=False,
            reset_password=True,
            change_password=True,
            list_orders=True,
            close_cart=True,
            reconcile=True,
            look_up_outlives_token=True,
            saved_cards=True,
            link_record=True,
            card_script=None,
            address=AddressNeeds(
                always=False,
                takes=frozenset({"given_name", "family_name", "company", "phone", "instructions"}),
                keeps=True,
            ),
            sign_up_asks=frozenset({"phone", "birth_date"}),
            password_rule=PasswordRule(minimum=12, uncommon=True),
        ),
        accounts=accounts,
        catalogue=catalogue,
        carts=carts,
        cards=cards,
        orders=orders,
        quotes=quotes,
        bills=DecodaBills(api),
        open_carts=DecodaOpenCarts(api),
        probes=DecodaProbes(api, catalogue, orders),
    )
