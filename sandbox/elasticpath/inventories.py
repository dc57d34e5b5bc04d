"""Stock per product. 404 means that it is not managed: buyable without limit."""

from __future__ import annotations

from werkzeug import Response

from sandbox.elasticpath import shapes
from sandbox.elasticpath.errors import Problem
from sandbox.elasticpath.visit import Visit
from sandbox.http import Request, Routes, json_response

routes = Routes()


@routes.get("/v2/inventories/{product}")
def inventory(visit: Visit, request: Request, product: str) -> Response:
    found = visit.store.products.get(product)
    if found is None or found.stock is None:
        raise Problem(404, detail="The requested inventory could not be found")
    stock, opened = found.stock, visit.store.opened
    levels = {"available": stock.available, "allocated": stock.allocated, "total": stock.total}
    if request.headers.get("ep-inventories-multi-location", "").lower() != "true":
        return json_response({"data": {"id": product, "type": "stock", **levels}})
    meta = {"stock_id": product, **shapes.timestamps(opened, opened)}
    attributes = levels | {"locations": {"main": levels}}
    return json_response({"data": {"id": product, "type": "stock", "attributes": attributes, "meta": meta}})
