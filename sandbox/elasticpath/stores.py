"""The invented shop of the clinic Summit, and a second store to check that nothing leaks between the two."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sandbox.elasticpath import demo
from sandbox.elasticpath.demo import fixed_id
from sandbox.elasticpath.prices import Currency
from sandbox.elasticpath.state import Account, Member, Node, Product, Promotion, Stock, Store

NODES = ("Recovery", "Supplements", "Devices", "Programs")

SUMMIT_CATALOGUE: tuple[dict[str, Any], ...] = (
    {
        "sku": "SM-ROLL-45",
        "name": "Trail Foam Roller",
        "description": "A firm 45 cm roller for legs and back. Ten slow passes after a walk or a run.",
        "prices": {"CAD": 4200, "USD": 3100, "JPY": 4600},
        "picture": "box-slate",
        "node": "Recovery",
    },
    {
        "sku": "SM-SLEEVE",
        "name": "Compression Calf Sleeve",
        "description": "Even support for tired calves, in two sizes. Measure around the widest part of your calf.",
        "prices": {"CAD": 3600, "USD": 2700, "JPY": 3900},
        "picture": "envelope-sky",
        "node": "Recovery",
        "base": True,
    },
    {
        "sku": "SM-SLEEVE-M",
        "name": "Compression Calf Sleeve, medium",
        "description": "For calves of 34 to 38 cm.",
        "prices": {"CAD": 3600, "USD": 2700, "JPY": 3900},
        "picture": "envelope-sky",
        "node": "Recovery",
        "parent": "SM-SLEEVE",
    },
    {
        "sku": "SM-SLEEVE-L",
        "name": "Compression Calf Sleeve, large",
        "description": "For calves of 39 to 44 cm.",
        "prices": {"CAD": 3800, "USD": 2850, "JPY": 4100},
        "picture": "envelope-sky",
        "node": "Recovery",
        "parent": "SM-SLEEVE",
        "stock": 40,
    },
    {
        "sku": "SM-COLD-1",
        "name": "Alpine Cold Wrap",
        "description": "Stays soft straight from the freezer. For knee, ankle or elbow; <b>never on bare skin</b>.",
        "prices": {"CAD": 2995, "USD": 2250, "JPY": 3300},
        "picture": "pouch-sky",
        "node": "Recovery",
    },
    {
        "sku": "SM-BALM-60",
        "name": "Arnica Walking Balm",
        "description": "An imported balm for sore feet, 60 ml.",
        "prices": {"USD": 1800, "JPY": 2400},
        "picture": "tube-mint",
        "node": "Recovery",
    },
    {
        "sku": "SM-PRO-900",
        "name": "Summit Whey Protein, vanilla",
        "description": "900 g of whey isolate with real vanilla. One scoop in water or milk after training.",
        "prices": {"CAD": 5450, "USD": 4100, "JPY": 6200},
        "picture": "pouch-sand",
        "node": "Supplements",
        "stock": 120,
    },
    {
        "sku": "SM-ELEC-30",
        "name": "Electrolyte Sachets, citrus",
        "description": "30 sachets with sodium, potassium and magnesium, without sugar.",
        "prices": {"CAD": 2899, "USD": 2199, "JPY": 3200},
        "picture": "box-mint",
        "node": "Supplements",
    },
    {
        "sku": "SM-OMEGA-90",
        "name": "Northern Omega 3",
        "description": "90 capsules of fish oil from small northern fish. Two a day, with food.",
        "prices": {"CAD": 3350, "USD": 2500, "JPY": 3800},
        "picture": "bottle-clay",
        "node": "Supplements",
    },
    {
        "sku": "SM-PULSE-2",
        "name": "Pulse Muscle Stimulator",
        "description": "Two channels, four electrodes and six programs. Ask your clinician before the first use.",
        "prices": {"CAD": 18900, "USD": 13900, "JPY": 21000},
        "picture": "box-lilac",
        "node": "Devices",
        "stock": 2,
    },
    {
        "sku": "SM-PLAN-12",
        "name": "Back to Running, 12-week program",
        "description": "A program to read and follow at home: three short sessions a week, with pictures.",
        "prices": {"CAD": 6000, "USD": 4500, "JPY": 6800},
        "picture": "envelope-sage",
        "node": "Programs",
        "physical": False,
    },
)

RIDGE_CATALOGUE: tuple[dict[str, Any], ...] = (
    {
        "sku": "RG-BAND-3",
        "name": "Ridge Resistance Bands",
        "description": "Three strengths in a cotton bag.",
        "prices": {"USD": 2400, "CAD": 3200},
        "picture": "pouch-clay",
        "node": "Recovery",
    },
    {
        "sku": "RG-ZINC-60",
        "name": "Ridge Zinc",
        "description": "60 small tablets.",
        "prices": {"USD": 1400},
        "picture": "jar-slate",
        "node": "Supplements",
    },
)


def summit(now: datetime) -> Store:
    store = Store(
        slug=demo.STORE,
        id=fixed_id(demo.STORE, "store"),
        client_id=demo.SUMMIT_CLIENT_ID,
        client_secret=demo.SUMMIT_CLIENT_SECRET,
        password_profile_id=demo.SUMMIT_PASSWORD_PROFILE_ID,
        currencies=_currencies(demo.STORE, ("CAD", 2, "$"), ("USD", 2, "US$"), ("JPY", 0, "¥")),
        products=_products(demo.STORE, SUMMIT_CATALOGUE),
        nodes=_nodes(demo.STORE),
        promotions=_promotions(demo.STORE, now),
        hierarchy=Node(fixed_id(demo.STORE, "hierarchy"), "Shop", "shop"),
        opened=now - timedelta(days=200),
        tax=Decimal(5),
    )
    _join(store, demo.ONE_ACCOUNT, "Erin Example", demo.PASSWORD, "Erin Example")
    _join(store, demo.TWO_ACCOUNTS, "Finn Sample", demo.PASSWORD, "Finn Sample", "Sample Family")
    _join(store, demo.NO_ACCOUNT, "Gus Newcomer", demo.PASSWORD)
    return store


def ridge(now: datetime) -> Store:
    store = Store(
        slug="ridge",
        id=fixed_id("ridge", "store"),
        client_id=demo.RIDGE_CLIENT_ID,
        client_secret=demo.RIDGE_CLIENT_SECRET,
        password_profile_id=demo.RIDGE_PASSWORD_PROFILE_ID,
        currencies=_currencies("ridge", ("USD", 2, "$"), ("CAD", 2, "CA$")),
        products=_products("ridge", RIDGE_CATALOGUE),
        nodes=_nodes("ridge"),
        promotions={},
        hierarchy=Node(fixed_id("ridge", "hierarchy"), "Shop", "shop"),
        opened=now - timedelta(days=90),
        gateways={"manual"},
        self_signup=False,
    )
    _join(store, demo.ONE_ACCOUNT, "Erin Example", demo.RIDGE_PASSWORD, "Erin at Ridge")
    return store


def _currencies(store: str, *rows: tuple[str, int, str]) -> dict[str, Currency]:
    return {
        code: Currency(
            fixed_id(store, "currency", code), code, places, prefix, default=(code, places, prefix) == rows[0]
        )
        for code, places, prefix in rows
    }


def _products(store: str, catalogue: Iterable[dict[str, Any]]) -> dict[str, Product]:
    products = [_product(store, **row) for row in catalogue]
    return {product.id: product for product in products}


def _product(
    store: str, *, sku: str, name: str, node: str, stock: int | None = None, parent: str = "", **rest: Any
) -> Product:
    return Product(
        id=fixed_id(store, "product", sku),
        sku=sku,
        name=name,
        slug="-".join(name.lower().replace(",", "").split()),
        node=fixed_id(store, "node", node),
        parent=fixed_id(store, "product", parent) if parent else "",
        stock=None if stock is None else Stock(stock),
        **{**rest, "prices": dict(rest["prices"])},
    )


def _nodes(store: str) -> dict[str, Node]:
    nodes = [Node(fixed_id(store, "node", name), name, name.lower()) for name in NODES]
    return {node.id: node for node in nodes}


def _promotions(store: str, now: datetime) -> dict[str, Promotion]:
    rows = (
        Promotion(fixed_id(store, "ten"), demo.TEN_PERCENT, "Welcome: 10 percent off", percent=10),
        Promotion(fixed_id(store, "five"), demo.FIVE_OFF, "5 dollars off", fixed={"CAD": 500, "USD": 500}),
        Promotion(fixed_id(store, "old"), demo.EXPIRED, "Autumn", percent=20, ends=now - timedelta(days=30)),
        Promotion(fixed_id(store, "soon"), "WINTER15", "Winter", percent=15, starts=now + timedelta(days=30)),
        Promotion(fixed_id(store, "big"), "BIGCART", "15 off from 100 on", fixed={"CAD": 1500}, minimum=10_000),
    )
    return {promotion.code: promotion for promotion in rows}


def _join(store: Store, email: str, name: str, password: str, *accounts: str) -> None:
    given, family = name.split()
    names: dict[str, str | None] = {"given_name": given, "middle_name": None, "family_name": family}
    member = Member(fixed_id(store.slug, "member", email), email, password, name, email, store.opened, names=names)
    for account in accounts:
        id_ = fixed_id(store.slug, "account", account)
        store.accounts[id_] = Account(id_, account, store.opened)
        member.accounts.append(id_)
    store.members[member.id] = member
