import pytest

from storefront.catalogue.renewals import every
from storefront.upstream.types import Interval, Recurrence


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
