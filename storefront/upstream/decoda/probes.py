"""What can be asked of Decoda without touching a patient's record."""

from __future__ import annotations

from uuid import uuid4

from storefront.upstream import probes
from storefront.upstream.decoda.api import Api
from storefront.upstream.decoda.catalogue import DecodaCatalogue
from storefront.upstream.decoda.orders import DecodaOrders
from storefront.upstream.decoda.readers.shapes import Person
from storefront.upstream.errors import Misconfigured, Refused, Unreadable
from storefront.upstream.fields import Shape, Text, each, objects, reading
from storefront.upstream.ports import Probe, ProbeAnswer

KEY = "Check the tenant and its API key: generating a new key in Decoda replaces the old one."
SHELF = "Check the API's address, the tenant and its key."
LOCATION = "Check the location in the commerce settings: it is the id of one of the clinic's locations at Decoda."
ACCOUNT = "Check the key, and that the clinic has a merchant account in Decoda: without one nothing can be paid."


class _Tenant(Shape):
    sub_domain: Text = ""


class DecodaProbes:
    def __init__(self, api: Api, catalogue: DecodaCatalogue, orders: DecodaOrders) -> None:
        self._api, self._catalogue, self._orders = api, catalogue, orders

    def __call__(self) -> tuple[Probe, ...]:
        return (
            Probe("tenant", "Tenant and key", self._tenant, KEY),
            *probes.shelf(self._catalogue, SHELF),
            Probe("patients", "Patients", self._patients, KEY),
            probes.looking_up(self._orders, KEY),
            Probe("location", "Location", self._location, LOCATION),
            Probe("payments", "Payments", self._merchant, ACCOUNT),
        )

    def _tenant(self) -> ProbeAnswer:
        reply = self._api.rows("/tenant/public")
        with reading(reply, "tenant"):
            named = _Tenant.model_validate(reply.json).sub_domain
        if named and named.lower() != self._api.settings.tenant.lower():
            raise reply.error(Misconfigured, "the key is another tenant's")
        return ProbeAnswer("belong together")

    def _patients(self) -> ProbeAnswer:
        """Whether a patient has an id that nobody has."""
        route = "/user/patient/external-id-exists/{external_id}"
        reply = self._api.one(route, external_id=f"{probes.NOBODYS}-{uuid4().hex}")
        if not isinstance(reply.json, bool):
            raise reply.error(Unreadable, "patients: not a yes or no")
        return ProbeAnswer("can be looked up")

    def _location(self) -> ProbeAnswer:
        """``GET /admin/locations/public``: the one that online sales belong to is among them."""
        reply = self._api.rows("/admin/locations/public")
        with reading(reply, "locations"):
            found = {
                row.id for row in each(reply, objects(reply.json, "locations"), Person.model_validate, "locations")
            }
        chosen = self._api.settings.location
        if chosen and chosen not in found:
            raise reply.error(Refused, "the location is none of the clinic's")
        if not chosen and len(found) > 1:
            return ProbeAnswer(f"none of {len(found)} is chosen: {', '.join(sorted(found))}", len(found))
        return probes.counted(len(found), "location")

    def _merchant(self) -> ProbeAnswer:
        reply = self._api.rows("/billing/merchant_accounts")
        with reading(reply, "merchant accounts"):
            number = len(objects(reply.json, "merchant accounts"))
        if not number:
            raise reply.error(Refused, "there is no merchant account")
        return probes.counted(number, "merchant account")
