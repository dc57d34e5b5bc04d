from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_it_says_how_much_of_each_kind_went() -> None:
    out = StringIO()

    call_command("prune_data", stdout=out)

    assert out.getvalue().splitlines() == [
        "expired sessions: 0 deleted",
        "counters of limits: 0 deleted",
        "turns at carts: 0 deleted",
        "links from orders to patients: 0 deleted",
        "events of accounts: 0 deleted",
    ]
