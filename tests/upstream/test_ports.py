"""What an upstream may leave out."""

from __future__ import annotations

import dataclasses

from storefront.upstream.ports import Commerce, no_probes


def test_an_upstream_without_probes_quotes_or_subscriptions_is_a_whole_one() -> None:
    left_out = {field.name: field.default for field in dataclasses.fields(Commerce)}

    assert no_probes() == ()
    assert left_out["quotes"] is left_out["subscriptions"] is None
