"""The address book of an account."""

from __future__ import annotations

from storefront.upstream.elasticpath.api import Api, Caller
from storefront.upstream.elasticpath.readers.people import read_addresses
from storefront.upstream.elasticpath.readers.problems import no
from storefront.upstream.errors import NotFound
from storefront.upstream.types import Access, SavedAddress

ADDRESSES = "/v2/accounts/{account}/addresses"


class ElasticPathAddresses:
    def __init__(self, api: Api) -> None:
        self._api = api

    def list(self, access: Access) -> tuple[SavedAddress, ...]:
        """``GET /v2/accounts/{account}/addresses``: 25 at most, unless the store says otherwise."""
        reply = self._api.send("GET", ADDRESSES, Caller.of(access), account=access.patient_ref)
        if reply.refused:
            raise no(reply, NotFound, "no addresses of this account")
        return read_addresses(reply)

    def remove(self, ref: str, access: Access) -> None:
        """``DELETE /v2/accounts/{account}/addresses/{address}``."""
        route = ADDRESSES + "/{address}"
        caller = Caller.of(access)
        reply = self._api.send("DELETE", route, caller, empty=True, account=access.patient_ref, address=ref)
        if reply.refused:
            raise no(reply, NotFound, "no such address")
