"""The statuses of an order (documents "Understanding Order Statuses" and "Workflow Events").

They come in prose ("Awaiting Requirements") and in snake_case ("awaiting_requirements").
"""

from __future__ import annotations

import re

from storefront.upstream.types import OrderStatus
from storefront.upstream.wire import Reply

STATUSES = {
    "pending": OrderStatus.UNPAID,
    "awaiting_payment": OrderStatus.UNPAID,
    "processing": OrderStatus.RECEIVED,
    "awaiting_requirements": OrderStatus.REQUIREMENTS,
    "awaiting_requisition": OrderStatus.TEST,
    "awaiting_results": OrderStatus.RESULTS,
    "awaiting_script": OrderStatus.CLINICIAN,
    "awaiting_fulfillment": OrderStatus.PHARMACY,
    "awaiting_shipment": OrderStatus.PACKING,
    "shipped": OrderStatus.SHIPPED,
    "delivered": OrderStatus.DELIVERED,
    "cancelled": OrderStatus.CANCELLED,
    "canceled": OrderStatus.CANCELLED,
    "refunded": OrderStatus.REFUNDED,
}


def read_status(reply: Reply, said: str) -> OrderStatus:
    """``UNKNOWN`` for a word that is not documented, which is counted."""
    status = STATUSES.get(plain(said))
    if status is None:
        reply.odd("order status")
    return status or OrderStatus.UNKNOWN


def plain(said: str) -> str:
    """Both spellings as one."""
    return re.sub(r"[\s-]+", "_", said.strip().lower())
