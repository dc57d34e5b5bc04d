"""What can be asked of an Elastic Path store without a shopper."""

from __future__ import annotations

from typing import Any

from storefront.upstream import probes
from storefront.upstream.elasticpath.api import TRUSTED, Api
from storefront.upstream.elasticpath.catalogue import ElasticPathCatalogue
from storefront.upstream.elasticpath.orders import ElasticPathOrders
from storefront.upstream.elasticpath.readers.problems import no
from storefront.upstream.elasticpath.readers.shapes import Snake, enveloped, listed
from storefront.upstream.errors import Misconfigured
from storefront.upstream.fields import Flag, Ref, Text, reading
from storefront.upstream.ports import Probe, ProbeAnswer
from storefront.upstream.wire import Reply

CLIENT = "Check the client id, and the API's address: a store lives in one region."
KEYS = "Check the client secret: it belongs to this client id and is shown only once."
CURRENCY = "Switch the clinic's currency on in the store, or give the clinic another one."
CATALOGUE = "Publish a catalog for this store, with prices in the clinic's currency."
PROFILE = "Check the password profile id: it stands with the store's account authentication."
GATEWAY = "Switch the payment gateway on in the store, or choose another one."


class _Currency(Snake):
    code: Text = ""
    enabled: Flag = False


class _Realm(Snake):
    id: Ref


class _RealmLink(Snake):
    data: _Realm


class _Relationships(Snake):
    authentication_realm: _RealmLink


class _Authentication(Snake):
    relationships: _Relationships


class _Gateway(Snake):
    enabled: Flag = False


class ElasticPathProbes:
    def __init__(self, api: Api, catalogue: ElasticPathCatalogue, orders: ElasticPathOrders) -> None:
        self._api, self._catalogue, self._orders = api, catalogue, orders

    def __call__(self) -> tuple[Probe, ...]:
        for_all = (
            Probe("client", "Client", self._client, CLIENT),
            Probe("currency", "Currency", self._currency, CURRENCY),
            *probes.shelf(self._catalogue, CATALOGUE),
        )
        if not self._api.settings.client_secret:
            return for_all
        return (
            *for_all,
            Probe("client_secret", "Client secret", self._secret, KEYS),
            Probe("password_profile", "Password profile", self._profile, PROFILE),
            Probe("payment_gateway", "Payment gateway", self._gateway, GATEWAY),
            probes.looking_up(self._orders, KEYS),
        )

    def _client(self) -> ProbeAnswer:
        self._api.ask_for_a_token("implicit")
        return ProbeAnswer("access token given")

    def _secret(self) -> ProbeAnswer:
        self._api.ask_for_a_token("client_credentials")
        return ProbeAnswer("access token given")

    def _currency(self) -> ProbeAnswer:
        reply = self._api.send("GET", "/v2/currencies", query={"page[limit]": 100})
        if reply.refused:
            raise no(reply, Misconfigured, "the currency is refused")
        with reading(reply, "currencies"):
            currencies = [_Currency.model_validate(row) for row in listed(reply.json)]
        if not any(one.code == self._api.currency and one.enabled for one in currencies):
            raise reply.error(Misconfigured, "the store has no such currency")
        return ProbeAnswer(f"{self._api.currency} is switched on")

    def _profile(self) -> ProbeAnswer:
        """Below the realm that the store's account authentication names."""
        reply = self._trusted("/v2/settings/account-authentication")
        with reading(reply, "account authentication"):
            settings = _Authentication.model_validate(enveloped(reply.json))
        self._trusted(
            "/v2/authentication-realms/{realm}/password-profiles/{profile}",
            realm=settings.relationships.authentication_realm.data.id,
            profile=self._api.settings.password_profile_id,
        )
        return ProbeAnswer("found")

    def _gateway(self) -> ProbeAnswer:
        name = self._api.settings.gateway
        reply = self._trusted("/v2/gateways/{gateway}", gateway=name)
        with reading(reply, "gateway"):
            enabled = _Gateway.model_validate(enveloped(reply.json)).enabled
        if not enabled:
            raise reply.error(Misconfigured, "the gateway is switched off")
        return ProbeAnswer(f"{name} is switched on")

    def _trusted(self, route: str, **references: Any) -> Reply:
        reply = self._api.send("GET", route, TRUSTED, **references)
        if reply.refused:
            raise no(reply, Misconfigured, "the store says no")
        return reply
