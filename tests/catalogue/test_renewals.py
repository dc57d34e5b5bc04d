from __future__ import annotations

from collections.abc import Callable

import pytest

from storefront.catalogue.renewals import every, how_to_stop
from storefront.clinics.models import Clinic
from storefront.upstream.types import Interval, Recurrence
from tests.world import ELASTICPATH


@pytest.mark.parametrize(
    ("recurrence", "words"),
    [
        (Recurrence(1, Interval.DAY), "every day"),
        (Recurrence(4, Interval.WEEK), "every 4 weeks"),
        (Recurrence(1, Interval.MONTH), "every month"),
        (Recurrence(2, Interval.YEAR), "every 2 years"),
    ],
)
def test_how_often_something_renews_is_said_in_words(recurrence: Recurrence, words: str) -> None:
    assert every(recurrence) == words


@pytest.mark.parametrize(
    ("slug", "words"),
    [("harbour", "in your account, under Subscriptions"), ("summit", "call or write to Summit Health")],
)
def test_how_to_stop_is_what_this_shop_can_do(make_clinic: Callable[..., Clinic], slug: str, words: str) -> None:
    clinic = make_clinic(slug, **({"commerce": ELASTICPATH} if slug == "summit" else {}))

    assert words in how_to_stop(clinic)
