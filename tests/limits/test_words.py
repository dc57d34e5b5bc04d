from __future__ import annotations

import pytest

from storefront.limits.words import please_wait


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(1, "1 minute and"), (60, "1 minute and"), (61, "2 minutes and"), (3600, "60 minutes and"), (3601, "2 hours and")],
)
def test_the_wait_is_told_in_what_people_count_by(seconds: int, said: str) -> None:
    assert please_wait(seconds) == f"Too many tries. Please wait {said} try again."
