"""The five ports over one store."""

from __future__ import annotations

from storefront.upstream.elasticpath.accounts import ElasticPathAccounts
from storefront.upstream.elasticpath.addresses import ElasticPathAddresses
from storefront.upstream.elasticpath.api import UPSTREAM, Api
from storefront.upstream.elasticpath.cards import ElasticPathCards
from storefront.upstream.elasticpath.carts import ElasticPathCarts
from storefront.upstream.elasticpath.catalogue import ElasticPathCatalogue
from storefront.upstream.elasticpath.orders import ElasticPathOrders
from storefront.upstream.elasticpath.probes import ElasticPathProbes
from storefront.upstream.elasticpath.settings import ElasticPathSettings
from storefront.upstream.ports import AddressNeeds, Capabilities, Commerce
from storefront.upstream.types import PasswordRule


def elasticpath(settings: ElasticPathSettings) -> Commerce:
    """Ready to use; opens no connection yet. ``Misconfigured`` when the settings cannot work."""
    api = Api(settings)
    carts, catalogue = ElasticPathCarts(api), ElasticPathCatalogue(api)
    orders = ElasticPathOrders(api, carts)
    return Commerce(
        upstream=UPSTREAM,
        can=Capabilities(
            guest_cart=True,
            guest_coupon=True,
            finds_carts=True,
            reset_password=False,
            list_orders=True,
            close_cart=True,
            reconcile=bool(settings.client_secret),
            look_up_outlives_token=bool(settings.client_secret),
            saved_cards=False,
            card_script=None if settings.gateway == "manual" else settings.card_script,
            address=AddressNeeds(
                always=True,
                required=frozenset({"given_name", "family_name", "city", "postal_code"}),
                takes=frozenset({"given_name", "family_name", "company", "county", "phone", "instructions"}),
            ),
            sign_up_asks=frozenset(),
            password_rule=PasswordRule(minimum=8, uncommon=True),
        ),
        accounts=ElasticPathAccounts(api),
        addresses=ElasticPathAddresses(api),
        catalogue=catalogue,
        carts=carts,
        cards=ElasticPathCards(api),
        orders=orders,
        probes=ElasticPathProbes(api, catalogue, orders),
    )
