"""The invented shop of Harbour Health, and a second organization to check that nothing leaks between the two."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sandbox.careportals.cards import attach
from sandbox.careportals.organization import Coupon, Organization, Patient, Product
from sandbox.processor import TEST_CARDS
from sandbox.world import World

PASSWORD = "Harbour-2026!"

CATALOGUE: tuple[dict[str, Any], ...] = (
    {
        "sku": "HH-MAG-120",
        "name": "Calm Evening Magnesium",
        "price": "34.00",
        "list_price": "39.50",
        "summary": "120 capsules, magnesium bisglycinate",
        "description": "A gentle form of magnesium for the end of the day. Two capsules with a glass of water.",
        "picture": "jar-lilac",
        "category": "Sleep",
    },
    {
        "sku": "HH-SER-030",
        "name": "Rosée Hydrating Sérum",
        "price": "62.00",
        "list_price": "62.00",
        "summary": "30 ml, hyaluronic acid and rose water",
        "description": "A light serum for skin that feels dry or tight. A few drops, morning and evening.",
        "picture": "dropper-rose",
        "category": "Skin",
    },
    {
        "sku": "HH-VD3-025",
        "name": "Daily Vitamin D3 Drops",
        "price": "19.50",
        "list_price": "24.00",
        "picture": "dropper-sand",
        "older": True,
    },
    {
        "sku": "HH-CLR-PLAN",
        "name": "Clear Skin Treatment Plan",
        "price": "45.00",
        "list_price": "60.00",
        "summary": "Prescription cream, delivered every month",
        "description": "A clinician reads your answers and fits the cream to your skin. Pause or stop when you like.",
        "picture": "tube-sage",
        "category": "Skin",
        "every": (1, "month"),
        "requirements": ("intake_form", "photo_id"),
    },
    {
        "sku": "HH-CRM-050",
        "name": "Crème Apaisante Visage",
        "price": "48.00",
        "summary": "50 ml, oat and calendula",
        "description": None,
        "picture": "tube-clay",
        "category": "Skin",
    },
    {
        "sku": "HH-IRN-KIT",
        "name": "At-Home Iron Test Kit",
        "price": "79.00",
        "list_price": "89.00",
        "picture": "box-sky",
        "older": True,
    },
    {
        "sku": "HH-SLP-CRS",
        "name": "Sleep Well Online Course",
        "price": "29.00",
        "list_price": "35.00",
        "summary": "Six short lessons, yours to keep",
        "description": "Six evenings, ten minutes each, with a sleep nurse. A link comes by e-mail after your order.",
        "picture": "envelope-slate",
        "kind": "digital",
        "category": "Sleep",
    },
    {
        "sku": "HH-TRV-PCH",
        "name": "Winter Travel Pouch",
        "price": "25.00",
        "list_price": "32.00",
        "summary": "Not sold any more",
        "picture": "pouch-mint",
        "active": False,
    },
)


def aurora(world: World) -> Organization:
    """``aurora_demo``, the organization of Harbour Health in Canada; also known as aurora.portals.care."""
    shop = Organization(world, "aurora_demo", "aurora", "CAD")
    stock(shop, CATALOGUE)
    offer(shop)
    home = ("12 Quay Street", "Halifax", "NS", "B3H 4R2", "CA")
    welcome(
        shop, "ana@harbour.example", "Ana", "Lindqvist", PASSWORD, "pm_card_visa", "pm_card_chargeDeclined", home=home
    )
    harbour = ("4 Mill Lane", "Calgary", "AB", "T2P 1J9", "CA")
    welcome(shop, "bo@harbour.example", "Bo", "Tremblay", PASSWORD, "pm_card_threeDSecure2Required", home=harbour)
    welcome(shop, "cy@harbour.example", "Cy", "Okafor", PASSWORD)
    return shop


def borealis(world: World) -> Organization:
    """``borealis_demo``: other products, other people, one e-mail address in common."""
    shop = Organization(world, "borealis_demo", "borealis", "USD")
    stock(shop, ({"sku": "BO-TEA-020", "name": "Northern Herb Tea", "price": "14.00", "picture": "box-mint"},))
    shop.coupons["NORTH5"] = Coupon("NORTH5", amount=Decimal(5))
    welcome(shop, "ana@harbour.example", "Ana", "Berg", "Borealis-2026!", "pm_card_visa")
    welcome(shop, "dee@borealis.example", "Dee", "Larsen", "Borealis-2026!", "pm_card_visa")
    return shop


def stock(shop: Organization, catalogue: tuple[dict[str, Any], ...]) -> None:
    for entry in catalogue:
        prices: dict[str, Any] = {name: Decimal(entry[name]) for name in ("price", "list_price") if name in entry}
        product = Product(id=shop.fixed_id(entry["sku"]), **{**entry, **prices})
        shop.products[product.id] = product


def offer(shop: Organization) -> None:
    coupons = (
        Coupon("NEW20", percent=Decimal(20)),
        Coupon("SAVE15", amount=Decimal(15)),
        Coupon("EXPIRED", percent=Decimal(30), ends=datetime(2025, 12, 31, tzinfo=UTC)),
        Coupon("SOON", percent=Decimal(25), starts=datetime(2099, 1, 1, tzinfo=UTC)),
        Coupon("ONCE", percent=Decimal(10), once=True),
        Coupon("MIN100", amount=Decimal(20), minimum=Decimal(100)),
    )
    shop.coupons = {coupon.code: coupon for coupon in coupons}


def welcome(
    shop: Organization,
    email: str,
    first_name: str,
    last_name: str,
    password: str,
    *cards: str,
    home: tuple[str, str, str, str, str] | None = None,
) -> None:
    patient = Patient(
        id=shop.fixed_id(email),
        email=email,
        first_name=first_name,
        last_name=last_name,
        gender="other",
        phone="+19025550142",
        dob="1986-04-17",
        password=password,
    )
    for card in cards:
        attach(patient, TEST_CARDS[card], f"pm_{shop.fixed_id(email + card)}")
    if home:
        names = ("address1", "city", "provinceCode", "postalCode", "countryCode")
        patient.addresses.append(dict(zip(names, home, strict=True)))
        patient.province = home[2]
    shop.patients[patient.id] = patient
