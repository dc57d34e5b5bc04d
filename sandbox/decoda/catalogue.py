"""The clinic and its catalogue: tenant, taxes, categories, locations, items, packages."""

from __future__ import annotations

from sandbox.decoda.balance import status_of
from sandbox.decoda.calls import Calls, Said
from sandbox.decoda.paging import BY_PER_PAGE, like, page_of
from sandbox.decoda.refusals import found, one_problem
from sandbox.decoda.shapes import (
    boolean,
    from_text,
    integer,
    nullable,
    one_of,
    optional,
    repeated,
    text,
)
from sandbox.decoda.store import Charge, Row, Tenant, stamp

ITEM_TYPES = ("ITEM", "PRODUCT", "MEDICATION", "SERVICE", "PACKAGE", "MEMBERSHIP")
calls = Calls()


@calls.get("/tenant/public")
def public(tenant: Tenant, said: Said) -> Row:
    return tenant.public


@calls.get("/admin/taxes")
def taxes(tenant: Tenant, said: Said) -> list[Row]:
    return tenant.taxes


@calls.get("/admin/categories")
def categories(tenant: Tenant, said: Said) -> list[Row]:
    return tenant.categories


@calls.get("/admin/locations/public")
def locations(tenant: Tenant, said: Said) -> list[Row]:
    return tenant.locations


@calls.get("/billing/merchant_accounts")
def merchant_accounts(tenant: Tenant, said: Said) -> list[Row]:
    return [
        {
            "id": f"merchant-{tenant.name}",
            "name": tenant.public["name"],
            "isDefault": True,
            "cardProcessingFee": 3.0,
            "perTransactionFee": 0,
            "inPersonCardProcessingFee": 2.5,
            "inPersonPerTransactionFee": 0,
            "createdDate": stamp(tenant.now()),
        }
    ]


@calls.get("/inventory/memberships", is_archived=nullable(from_text(boolean)), **BY_PER_PAGE)
def memberships(tenant: Tenant, said: Said) -> Row:
    rows = [row for row in tenant.memberships if said.query["is_archived"] in {None, row["isArchived"]}]
    return page_of(rows, said, lambda row: row)


@calls.get(
    "/inventory/items/list",
    ids=repeated(text()),
    name=nullable(text()),
    category=nullable(text()),
    price_range=repeated(from_text(integer())),
    is_archived=nullable(from_text(boolean)),
    is_physical=nullable(from_text(boolean)),
    item_type=nullable(one_of(*ITEM_TYPES)),
    **BY_PER_PAGE,
)
def items(tenant: Tenant, said: Said) -> Row:
    """Archived ones are among them unless ``is_archived=false``."""
    asked = said.query
    if len(asked["price_range"]) not in {0, 2}:
        raise one_problem(("query", "price_range"), "value_error", "Value error, give minimum and maximum")
    low, high = asked["price_range"] or (0, None)
    rows = [
        item
        for item in sorted(tenant.items.values(), key=lambda row: int(row["sortOrder"]))
        if (not asked["ids"] or item["id"] in asked["ids"])
        and like(asked["name"], item["name"])
        and asked["category"] in {None, item["category"]}
        and asked["is_archived"] in {None, item["isArchived"]}
        and asked["is_physical"] in {None, item["isPhysical"]}
        and asked["item_type"] in {None, item["type"]}
        and low <= item["price"]
        and (high is None or item["price"] <= high)
    ]
    return page_of(rows, said, lambda item: item)


def item_view(item: Row) -> Row:
    """The smaller shape, as lines of carts and charges show an item."""
    return {name: value for name, value in item.items() if name not in {"stocks", "usageCount"}}


@calls.get(
    "/inventory/packages/list",
    ids=repeated(text()),
    name=nullable(text()),
    price=nullable(from_text(integer())),
    category=nullable(text()),
    **BY_PER_PAGE,
)
def packages(tenant: Tenant, said: Said) -> Row:
    asked = said.query
    rows = [
        package
        for package in tenant.packages.values()
        if (not asked["ids"] or package["id"] in asked["ids"])
        and like(asked["name"], package["name"])
        and asked["price"] in {None, package["price"]}
        and asked["category"] in {None, package["category"]}
    ]
    return page_of(rows, said, lambda row: package_view(tenant, row))


@calls.get("/inventory/packages/{package_id}")
def package(tenant: Tenant, said: Said, package_id: str) -> Row:
    return package_view(tenant, found(tenant.packages, package_id, "Package"))


def package_view(tenant: Tenant, package: Row) -> Row:
    parts = [
        {
            **part,
            "id": f"{package['id']}-{part['itemId']}",
            "packageId": package["id"],
            "item": item_view(tenant.items[part["itemId"]]),
        }
        for part in package["items"]
    ]
    return {**package, "items": parts}


@calls.get("/inventory/packages/sold/{patient_id}", include_used=optional(from_text(boolean), False))
def sold(tenant: Tenant, said: Said, patient_id: str) -> list[Row]:
    found(tenant.patients, patient_id, "Patient")
    rows = [row for row in tenant.sold if row["patientId"] == patient_id]
    for charge in tenant.charges.values():
        if charge.patient_id == patient_id and status_of(tenant, charge) == "PAID":
            rows += _bought(tenant, charge)
    return [row for row in rows if said.query["include_used"] or row["status"] == "ACTIVE"]


def _bought(tenant: Tenant, charge: Charge) -> list[Row]:
    return [
        {
            "id": f"sold-{charge.id}-{package_id}-{number}",
            "patientId": charge.patient_id,
            "packageId": package_id,
            "chargeId": charge.id,
            "chargeItemId": f"{charge.id}-{package_id}",
            "name": tenant.packages[package_id]["name"],
            "status": "ACTIVE",
            "price": tenant.packages[package_id]["price"],
            "createdDate": stamp(charge.created),
            "items": [
                {
                    "item": item_view(tenant.items[part["itemId"]]),
                    "price": part["price"],
                    "quantity": part["quantity"],
                    "quantityRemaining": part["quantity"],
                }
                for part in tenant.packages[package_id]["items"]
            ],
        }
        for package_id, quantity in charge.packages
        for number in range(quantity)
    ]
