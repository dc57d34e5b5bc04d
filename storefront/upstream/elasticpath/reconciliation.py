"""All orders of the store that were made with a key of ours, for the nightly comparison (``GET /v2/orders``)."""

from __future__ import annotations

from datetime import UTC, datetime

from storefront.upstream.elasticpath.api import TRUSTED, Api
from storefront.upstream.elasticpath.readers.shapes import Snake, listed
from storefront.upstream.errors import Refused
from storefront.upstream.fields import Ref, Text, reading
from storefront.upstream.types import OrderWithKey

PAGE, MOST_PAGES = 100, 20


class _Row(Snake):
    id: Ref
    external_ref: Text = ""


def orders_with_key(api: Api, prefix: str, since: datetime) -> tuple[OrderWithKey, ...]:
    """By our own key (``client_credentials``): every patient's."""
    found: list[OrderWithKey] = []
    for page in range(MOST_PAGES):
        query: dict[str, str | int] = {
            "filter": f"ge(created_at,{since.astimezone(UTC):%Y-%m-%dT%H:%M:%S.000Z})",
            "page[limit]": PAGE,
            "page[offset]": page * PAGE,
        }
        reply = api.send("GET", "/v2/orders", TRUSTED, query=query)
        if reply.refused:
            raise reply.error(Refused, "the orders were not listed")
        with reading(reply, "orders"):
            rows = [_Row.model_validate(row) for row in listed(reply.json)]
        found += [OrderWithKey(row.external_ref, row.id) for row in rows if row.external_ref.startswith(prefix)]
        if len(rows) < PAGE:
            break
    return tuple(found)
