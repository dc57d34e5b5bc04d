"""A cart, or an accepted quote, becomes a debt."""

from __future__ import annotations

from sandbox.decoda.arithmetic import PricedLine, priced
from sandbox.decoda.catalogue import item_view
from sandbox.decoda.refusals import found
from sandbox.decoda.shapes import Field, nullable, text
from sandbox.decoda.store import Cart, Charge, Quote, Row, Tenant, fresh

CONVERSION: dict[str, Field] = {
    "description": nullable(text()),
    "externalId": nullable(text()),
    "locationId": nullable(text()),
    "eventId": nullable(text()),
}


def charge_for(tenant: Tenant, cart: Cart, basket: Cart | Quote, body: Row) -> Charge:
    """Makes the charge of ``basket`` and marks ``cart`` as converted. ``body`` are the fields of ``CONVERSION``."""
    if body["locationId"]:
        found({row["id"]: row for row in tenant.locations}, body["locationId"], "Location")
    sums = priced(tenant, basket)
    charge = Charge(
        id=fresh("charge"),
        patient_id=basket.patient_id,
        total=sums.total,
        discount_amount=sums.discount,
        discount_percentage=basket.discount_percentage,
        items=[_charge_item(tenant, line) for line in sums.lines],
        packages=[(line.package_id, line.quantity) for line in basket.lines if line.package_id],
        created=tenant.now(),
        cart_id=cart.id,
        description=body["description"],
        external_id=body["externalId"],
        location_id=body["locationId"],
        event_id=body["eventId"],
    )
    tenant.charges[charge.id] = charge
    cart.status, cart.charge_id, cart.updated = "CONVERTED", charge.id, tenant.now()
    tenant.acted("order", charge.id, charge.total, cart=cart.id, patient=charge.patient_id)
    return charge


def _charge_item(tenant: Tenant, line: PricedLine) -> Row:
    """A package has a name and no item."""
    sold = line.line
    return {
        "id": fresh("sold"),
        "itemId": sold.item_id,
        "name": tenant.packages[sold.package_id]["name"] if sold.package_id else None,
        "quantity": sold.quantity,
        "price": sold.unit_price,
        "discountAmount": line.discount,
        "taxAmount": line.tax,
        "item": item_view(tenant.items[sold.item_id]) if sold.item_id else None,
    }
