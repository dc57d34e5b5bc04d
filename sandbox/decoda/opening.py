"""The two clinics on their first day."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from decimal import Decimal

from sandbox.decoda import canaries, catalogue_data, demo
from sandbox.decoda.people import new_patient
from sandbox.decoda.store import Cart, Credit, Line, Method, Quote, Row, Switches, Tenant, stamp
from sandbox.world import World


def open_clinics(world: World, switches: Switches) -> dict[str, Tenant]:
    return {tenant.name: tenant for tenant in (_lumina(world, switches), _solstice(world, switches))}


def _lumina(world: World, switches: Switches) -> Tenant:
    tenant = Tenant(
        name=demo.TENANT,
        key=demo.API_KEY,
        world=world,
        switches=switches,
        public=_public("Meadow Skin & Wellness", demo.TENANT, "+13035550100", fees=False),
        taxes=catalogue_data.taxes(),
        categories=_categories(),
        locations=[_location("loc-main", "Meadow, Main Street"), _location("loc-second", "Meadow, Second Street")],
        providers=_providers(),
        items=catalogue_data.items(),
        packages=catalogue_data.packages(),
        memberships=[{"id": "mem-glow", "name": "Glow Club", "price": 9900, "isArchived": False}],
    )
    _register(tenant, demo.PATIENTS)
    _give_dana_her_history(tenant)
    return tenant


def _solstice(world: World, switches: Switches) -> Tenant:
    tenant = Tenant(
        name=demo.OTHER_TENANT,
        key=demo.OTHER_API_KEY,
        world=world,
        switches=switches,
        public=_public("Solstice Aesthetics", demo.OTHER_TENANT, "+15125550100", fees=True),
        taxes=catalogue_data.other_taxes(),
        categories=_categories(),
        locations=[_location("loc-main", "Solstice, Congress Avenue")],
        providers=_providers(),
        items=catalogue_data.other_items(),
        packages={},
    )
    _register(tenant, demo.OTHER_PATIENTS)
    _keep(tenant, Method(demo.ERIN_VISA, "pat-erin", "CARD", "4242", "VISA", 8, 2031, None, "pm_card_visa", True))
    return tenant


def _register(tenant: Tenant, patients: tuple[demo.DemoPatient, ...]) -> None:
    for patient in patients:
        given = {
            "firstName": patient.first_name,
            "lastName": patient.last_name,
            "email": patient.email,
            "phoneNumber": patient.phone,
            "dateOfBirth": patient.birth_date,
            "patientSource": "DEMO",
        }
        new_patient(tenant, patient.id, given)


def _give_dana_her_history(tenant: Tenant) -> None:
    now, dana = tenant.now(), demo.DANA.id
    _keep(tenant, Method(demo.DANA_VISA, dana, "CARD", "4242", "VISA", 8, 2031, None, "pm_card_visa", True))
    _keep(
        tenant,
        Method(demo.DANA_DECLINES, dana, "CARD", "0002", "MASTERCARD", 3, 2030, None, "pm_card_chargeDeclined"),
    )
    _keep(tenant, Method(demo.DANA_BANK, dana, "ACH", "6789", bank="Mountain Credit Union"))
    _keep(
        tenant,
        Method(demo.DANA_OLD_CARD, dana, "CARD", "1881", "VISA", 1, 2025, None, "pm_card_visa", archived=True),
    )
    tenant.credits += [
        Credit("credit-dana-1", dana, 1000, 1000, now - timedelta(days=60)),
        Credit("credit-dana-2", dana, 1500, 1500, now - timedelta(days=10)),
    ]
    tenant.sold.append(_owned_package(tenant, dana))
    _send_quote(tenant, dana)


def _owned_package(tenant: Tenant, patient_id: str) -> Row:
    return {
        "id": "sold-dana-evening",
        "patientId": patient_id,
        "packageId": "pack-evening",
        "name": tenant.packages["pack-evening"]["name"],
        "status": "ACTIVE",
        "chargeItemId": "charge-item-dana-evening",
        "price": 7500,
        "createdDate": stamp(tenant.now() - timedelta(days=90)),
        "items": [
            {"item": tenant.items["item-green-tea-cleanser"], "price": 2500, "quantity": 1, "quantityRemaining": 0},
            {"item": tenant.items["item-barrier-cream"], "price": 5000, "quantity": 1, "quantityRemaining": 1},
        ],
    }


def _send_quote(tenant: Tenant, patient_id: str) -> None:
    now = tenant.now()
    cart = Cart("cart-dana-glow", patient_id, demo.CREATOR, now, now, discount_amount=2000)
    line = Line("line-dana-glow", None, "pack-glow", 1, 48000, 0, Decimal(0), None, now, now)
    cart.lines.append(line)
    tenant.carts[cart.id] = cart
    tenant.quotes[demo.DANA_QUOTE] = Quote(
        demo.DANA_QUOTE,
        patient_id,
        cart.id,
        demo.CREATOR,
        now,
        [copy(line)],
        cart.discount_amount,
        Decimal(0),
        title="Your glow plan",
        description="Three facials and the serum we talked about.",
        terms="Valid for 30 days.",
        internal_notes=canaries.QUOTE_NOTES,
        valid_until=now + timedelta(days=30),
        status="SENT",
        sent=now,
    )


def _keep(tenant: Tenant, method: Method) -> None:
    tenant.methods[method.id] = method


def _public(name: str, sub_domain: str, phone: str, *, fees: bool) -> Row:
    return {
        "name": name,
        "subDomain": sub_domain,
        "phoneNumber": phone,
        "homePage": f"https://{sub_domain}.example",
        "logoUrl": "",
        "manualInvoiceText": "",
        "passFeeToPatient": fees,
        "requiredPatientFields": ["first_name", "last_name", "phone_number", "date_of_birth"],
    }


def _categories() -> list[Row]:
    return [{"name": name} for name in catalogue_data.CATEGORIES]


def _location(id_: str, name: str) -> Row:
    street = name.rpartition(", ")[2]
    place = {"addressLineOne": f"1 {street}", "city": "Boulder", "state": "CO", "zipCode": "80302", "country": "US"}
    return {"id": id_, "name": name, **place, "timezone": "America/Denver"}


def _providers() -> dict[str, Row]:
    reyes = {"id": demo.CREATOR, "firstName": "Marisol", "lastName": "Reyes", "type": "PROVIDER"}
    return {demo.CREATOR: reyes}
