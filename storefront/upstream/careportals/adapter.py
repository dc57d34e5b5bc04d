"""The ports over one pair of APIs."""

from __future__ import annotations

from storefront.upstream.careportals.accounts import CarePortalsAccounts
from storefront.upstream.careportals.apis import UPSTREAM, Apis
from storefront.upstream.careportals.cards import CarePortalsCards
from storefront.upstream.careportals.carts import CarePortalsCarts
from storefront.upstream.careportals.catalogue import CarePortalsCatalogue
from storefront.upstream.careportals.orders import CarePortalsOrders
from storefront.upstream.careportals.probes import CarePortalsProbes
from storefront.upstream.careportals.settings import CarePortalsSettings
from storefront.upstream.careportals.subscriptions import CarePortalsSubscriptions
from storefront.upstream.ports import AddressNeeds, Capabilities, Commerce
from storefront.upstream.types import PasswordRule


def careportals(settings: CarePortalsSettings) -> Commerce:
    """Ready to use; opens no connection yet. ``Misconfigured`` when the settings cannot work."""
    apis = Apis(settings)
    catalogue = CarePortalsCatalogue(apis)
    return Commerce(
        upstream=UPSTREAM,
        can=Capabilities(
            guest_cart=True,
            guest_coupon=False,
            reset_password=True,
            list_orders=False,
            saved_cards=True,
            method_when_free=True,
            portal_sign_in=True,
            card_script=settings.card_script,
            address=AddressNeeds(
                always=True, required=frozenset({"city", "province", "postal_code"}), takes=frozenset(), keeps=True
            ),
            password_rule=PasswordRule(minimum=8, mixed=True, uncommon=True),
        ),
        accounts=CarePortalsAccounts(apis),
        catalogue=catalogue,
        carts=CarePortalsCarts(apis),
        cards=CarePortalsCards(apis),
        orders=CarePortalsOrders(apis),
        subscriptions=CarePortalsSubscriptions(apis),
        probes=CarePortalsProbes(apis, catalogue),
    )
