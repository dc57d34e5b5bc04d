"""The currencies of a store."""

from __future__ import annotations

from typing import Any

from werkzeug import Response

from sandbox.elasticpath import shapes
from sandbox.elasticpath.prices import Currency
from sandbox.elasticpath.visit import Visit
from sandbox.http import Request, Routes, json_response

routes = Routes()


@routes.get("/v2/currencies")
def currencies(visit: Visit, request: Request) -> Response:
    return json_response({"data": [_payload(visit, currency) for currency in visit.store.currencies.values()]})


def _payload(visit: Visit, currency: Currency) -> dict[str, Any]:
    return {
        "id": currency.id,
        "type": "currency",
        "code": currency.code,
        "exchange_rate": 1,
        "format": f"{currency.prefix}{{price}}",
        "decimal_point": ".",
        "thousand_separator": ",",
        "decimal_places": currency.places,
        "default": currency.default,
        "enabled": currency.enabled,
        "links": shapes.link(visit, f"/v2/currencies/{currency.id}"),
        "meta": shapes.timestamps(visit.store.opened, visit.store.opened),
    }
