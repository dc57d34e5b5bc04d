"""All charges of the tenant with a key of ours, for the nightly comparison (``GET /billing/charge/table``)."""

from __future__ import annotations

from datetime import datetime

from storefront.upstream.decoda.api import Api
from storefront.upstream.decoda.readers.shapes import aware, read_page
from storefront.upstream.fields import Maybe, Ref, Shape, Text, each
from storefront.upstream.types import OrderWithKey

PAGE, MOST_PAGES = 100, 20


class _Row(Shape):
    id: Ref
    external_id: Text = ""
    created_date: Maybe[datetime] = None


def orders_with_key(api: Api, prefix: str, since: datetime) -> tuple[OrderWithKey, ...]:
    """The filter by external id finds parts too, as far as anybody knows; each row is compared again here."""
    found: list[OrderWithKey] = []
    for page in range(1, MOST_PAGES + 1):
        reply = api.rows("/billing/charge/table", charge_external_id=prefix, page=page, per_page=PAGE)
        rows = read_page(reply, "charges").data
        shapes = each(reply, rows, _Row.model_validate, "charges")
        found += [OrderWithKey(row.external_id, row.id) for row in shapes if _is_ours(row, prefix, since)]
        if len(rows) < PAGE:
            break
    return tuple(found)


def _is_ours(row: _Row, prefix: str, since: datetime) -> bool:
    made = aware(row.created_date)
    return row.external_id.startswith(prefix) and (made is None or made >= since)
