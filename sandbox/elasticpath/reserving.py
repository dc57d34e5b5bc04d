"""Stock of an order: reserved when a payment is started, given back when it fails, gone when it is shipped."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.elasticpath.errors import insufficient_stock
from sandbox.elasticpath.state import Order, Stock, Store


def reserve(store: Store, order: Order) -> None:
    """Once per order, however many payments it takes. ``Problem`` 400 when somebody else was faster."""
    if order.reserved:
        return
    for product, stock, quantity in _stocks(store, order):
        if quantity > stock.available:
            raise insufficient_stock(store.products[product].name, product)
    for _, stock, quantity in _stocks(store, order):
        stock.allocated += quantity
    order.reserved = True


def give_back(store: Store, order: Order) -> None:
    if order.reserved:
        for _, stock, quantity in _stocks(store, order):
            stock.allocated -= quantity
        order.reserved = False


def give_back_unless_paid(store: Store, order: Order) -> None:
    """After a payment came to nothing: another one, done or still asking the bank, keeps the stock."""
    if not any(one.status in {"complete", "pending"} and not one.used_up for one in order.transactions.values()):
        give_back(store, order)


def ship(store: Store, order: Order) -> None:
    for _, stock, quantity in _stocks(store, order):
        stock.total -= quantity
    give_back(store, order)


def _stocks(store: Store, order: Order) -> Iterator[tuple[str, Stock, int]]:
    for product, quantity in order.needs.items():
        stock = store.products[product].stock
        if stock is not None:
            yield product, stock, quantity
