"""What the clinics sell: invented goods, prices in cents. Decoda has no product pictures."""

from __future__ import annotations

from decimal import Decimal

from sandbox.decoda import canaries
from sandbox.decoda.store import Row

SALES_TAX = "tax-sales"
CATEGORIES = ("Skincare", "Wellness", "Treatments")


def items() -> dict[str, Row]:
    rows = [
        item(
            "item-vitamin-c-serum",
            "Sérum Éclat Vitamin C",
            6800,
            "Skincare",
            brand="Lumière Botanica",
            description="Brightening serum with 15% vitamin C and ferulic acid. 30 ml.",
            unit="BOTTLES",
            stock=24,
        ),
        item(
            "item-barrier-cream",
            "Crème Barrière with Ceramides",
            5400,
            "Skincare",
            brand="Lumière Botanica",
            description="Rich evening cream for dry or treated skin. 50 ml.",
            unit="TUBES",
            stock=40,
        ),
        item(
            "item-mineral-sunscreen",
            "Mineral Sunscreen SPF 50",
            3650,
            "Skincare",
            brand="Alta Sol",
            description="Sheer zinc sunscreen for face and neck. 60 ml.",
            unit="TUBES",
            exempt=(SALES_TAX,),
            stock=65,
        ),
        item(
            "item-green-tea-cleanser",
            "Green Tea Gel Cleanser",
            2899,
            "Skincare",
            brand="Alta Sol",
            description="Gentle daily cleanser, no fragrance. 200 ml.",
            unit="BOTTLES",
            stock=3,
        ),
        item(
            "item-collagen-sachets",
            "Açaí & Collagen Sachets",
            4500,
            "Wellness",
            brand="Meadow Pantry",
            description="Thirty sachets of marine collagen with açaí & lemon.",
            unit="SACHETS",
            stock=18,
        ),
        item(
            "item-hydrafacial",
            "Hydrating Facial, 45 minutes",
            17500,
            "Treatments",
            description="Cleansing, exfoliation and hydration in the clinic.",
            unit="SESSIONS",
            type_="SERVICE",
        ),
        item(
            "item-tretinoin",
            "Tretinoin Cream 0.05%",
            7900,
            "Skincare",
            brand="Compounded",
            description="Prescription only; after a consultation.",
            unit="TUBES",
            type_="MEDICATION",
            stock=12,
        ),
        item(
            "item-gift-credit",
            "Clinic Gift Amount",
            5000,
            "Wellness",
            description="Name your own amount.",
            type_="ITEM",
            physical=False,
            custom_pricing=True,
        ),
        item(
            "item-rose-toner",
            "Rose Petal Toner (old label)",
            2200,
            "Skincare",
            brand="Alta Sol",
            description="No longer made.",
            unit="BOTTLES",
            archived=True,
        ),
    ]
    for at, row in enumerate(rows):
        row["sortOrder"] = at
    return {row["id"]: row for row in rows}


def item(
    id_: str,
    name: str,
    price: int,
    category: str,
    *,
    brand: str | None = None,
    description: str = "",
    unit: str | None = None,
    type_: str = "PRODUCT",
    physical: bool | None = None,
    custom_pricing: bool = False,
    archived: bool = False,
    exempt: tuple[str, ...] = (),
    stock: int | None = None,
) -> Row:
    return {
        "id": id_,
        "externalId": None,
        "name": name,
        "price": price,
        "brandName": brand,
        "description": description,
        "category": category,
        "unit": unit,
        "isPhysical": type_ != "SERVICE" if physical is None else physical,
        "isArchived": archived,
        "internalNotes": canaries.INTERNAL_NOTES,
        "cost": canaries.COST,
        "exemptedTaxIds": list(exempt),
        "sortOrder": 0,
        "allowCustomPricing": custom_pricing,
        "type": type_,
        "stocks": [] if stock is None else [stock_of(id_, stock)],
        "usageCount": 0,
    }


def stock_of(item_id: str, remaining: int) -> Row:
    """What the item is made of: how much of it one item uses up, and the shipments that it came in."""
    stock_id = f"stock-{item_id}"
    return {
        "itemId": item_id,
        "stockId": stock_id,
        "quantityUsed": 1.0,
        "stock": {
            "id": stock_id,
            "name": f"Stock of {item_id}",
            "notes": canaries.STOCK_NOTES,
            "unit": "PIECES",
            "shipments": [shipment(stock_id, remaining)],
        },
    }


def shipment(stock_id: str, remaining: float) -> Row:
    return {
        "id": f"ship-{stock_id}",
        "stockId": stock_id,
        "supplierId": "supplier-1",
        "locationId": "loc-main",
        "quantity": float(remaining + 10),
        "remainingQuantity": float(remaining),
        "cost": canaries.COST,
        "locationName": "Meadow, Main Street",
    }


def packages() -> dict[str, Row]:
    rows = [
        {
            "id": "pack-glow",
            "name": "Glow Séries: three facials and a serum",
            "description": "Redeemed in the clinic over twelve months.",
            "price": 48000,
            "isArchived": False,
            "category": "Treatments",
            "items": [
                {"itemId": "item-hydrafacial", "quantity": 3, "price": 15000},
                {"itemId": "item-vitamin-c-serum", "quantity": 1, "price": 3000},
            ],
        },
        {
            "id": "pack-evening",
            "name": "Evening Ritual Set",
            "description": "Cleanser and barrier cream.",
            "price": 7500,
            "isArchived": False,
            "category": "Skincare",
            "items": [
                {"itemId": "item-green-tea-cleanser", "quantity": 1, "price": 2500},
                {"itemId": "item-barrier-cream", "quantity": 1, "price": 5000},
            ],
        },
    ]
    return {str(row["id"]): row for row in rows}


def taxes() -> list[Row]:
    return [
        tax(SALES_TAX, "Sales tax", "8.25", "PRODUCTS_ONLY"),
        tax("tax-wellness", "Wellness levy", "1.5", "SPECIFIC_CATEGORIES", ["Wellness"]),
        tax("tax-second-street", "Second Street district", "2", "ALL", locations=["loc-second"]),
    ]


def tax(
    id_: str,
    name: str,
    percentage: str,
    scope: str,
    categories: list[str] | None = None,
    locations: list[str] | None = None,
) -> Row:
    return {
        "id": id_,
        "name": name,
        "percentage": Decimal(percentage),
        "locationIds": locations,
        "scope": scope,
        "categoryNames": categories,
    }


def other_items() -> dict[str, Row]:
    rows = [
        item("item-peptide-mist", "Peptide Mist", 3900, "Skincare", unit="BOTTLES", stock=10),
        item("item-magnesium-soak", "Magnesium Bath Soak", 2600, "Wellness", unit="POUCHES", stock=30),
        # The same id as at the first clinic, other goods and another price: tenants share nothing.
        item("item-barrier-cream", "Desert Barrier Balm", 4700, "Skincare", unit="TUBES", stock=8),
    ]
    return {row["id"]: row for row in rows}


def other_taxes() -> list[Row]:
    return [tax(SALES_TAX, "State tax", "6", "ALL")]
