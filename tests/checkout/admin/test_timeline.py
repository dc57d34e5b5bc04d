"""An order tells in words what happened to it."""

from __future__ import annotations

from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from checkout.models import OrderAttempt
from tests.checkout.staff_case import page_of


def test_the_page_tells_what_happened_in_words(staff: Client, attempt: OrderAttempt) -> None:
    page = staff.get(page_of(attempt))

    assertContains(page, "The patient placed the order")
    assertContains(page, "Answered: the order is placed.")
    assertContains(page, attempt.placed_orders.get().number)
    assertContains(page, attempt.cart_ref)
    assertNotContains(page, "sealed")
