"""All orders of the store that carry a key of ours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import unquote

import pytest

from storefront.upstream.elasticpath.reconciliation import MOST_PAGES, PAGE
from storefront.upstream.errors import Refused, Unreadable
from storefront.upstream.types import OrderWithKey
from tests.upstream.elasticpath.common import callers, check, raised_by
from tests.upstream.elasticpath.examples import refusal

SINCE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def orders(*keys: Any) -> dict[str, Any]:
    return {"data": [{"id": f"order-{number}", "external_ref": key} for number, key in enumerate(keys)]}


def test_orders_of_every_patient_are_asked_for_with_the_clinics_key(shop: Any) -> None:
    clinic, store = shop(orders("summit-1", None, "other-1", "summit-2"))

    found = clinic.orders.orders_with_key("summit-", SINCE.astimezone(timezone(timedelta(hours=-7))))

    assert found == (OrderWithKey("summit-1", "order-0"), OrderWithKey("summit-2", "order-3"))
    assert callers(store) == [("client_credentials", None)]
    (line,) = store.lines
    query = unquote(line).partition("?")[2]
    assert query == f"filter=ge(created_at,2026-11-20T09:00:00.000Z)&page[limit]={PAGE}&page[offset]=0"


def test_orders_are_read_to_the_last_page_and_not_without_end(shop: Any) -> None:
    full = orders(*["summit-1"] * PAGE)
    clinic, store = shop(full, orders("summit-1"))
    assert len(clinic.orders.orders_with_key("summit-", SINCE)) == PAGE + 1
    assert [unquote(line).partition("page[offset]=")[2] for line in store.lines] == ["0", str(PAGE)]

    clinic, store = shop(full)
    clinic.orders.orders_with_key("summit-", SINCE)
    assert len(store.asked) == MOST_PAGES


@pytest.mark.parametrize(("answer", "kind"), [((400, refusal(400)), Refused), ({"data": {}}, Unreadable)])
def test_a_list_that_does_not_come_is_no_empty_list(shop: Any, answer: Any, kind: Any) -> None:
    clinic, _ = shop(answer)

    check(raised_by(lambda: clinic.orders.orders_with_key("summit-", SINCE)), kind)
