"""What staff type about an order that they searched for in the upstream."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from checkout.models import OrderAttempt
from checkout.orders.by_staff import Decision
from storefront.clinics.validators import is_price
from storefront.money import Money

PLACED, NOT_PLACED = "placed", "refused"


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(
        widget=forms.RadioSelect, label="What did you find?", error_messages={"required": "Say what you found."}
    )
    order = forms.CharField(
        max_length=128, required=False, label="Order id", help_text="As the upstream calls it; empty if there is none"
    )
    number = forms.CharField(
        max_length=64,
        required=False,
        label="Order number",
        help_text="What is said on the telephone, if it is another one. The patient reads it",
    )
    total = forms.DecimalField(
        required=False,
        label="Total",
        help_text="What the order says",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    reason = forms.CharField(
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Reason",
        help_text="Where you looked and what you saw. It is kept for ever; no names, no health data",
        error_messages={"required": "Say where you looked and what you saw."},
    )
    try_number = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, attempt: OrderAttempt) -> None:
        super().__init__(data, initial={"try_number": attempt.try_number}, use_required_attribute=False)
        self.attempt = attempt
        self.words = _words(attempt)
        outcome = self.fields["outcome"]
        assert isinstance(outcome, forms.ChoiceField)  # noqa: S101
        outcome.choices = list(self.words.items())
        self.initial["total"] = (attempt.charged_total or attempt.shown_total).amount
        if attempt.order_ref:  # only its payment is in question
            for name in ("order", "number", "total"):
                del self.fields[name]
        else:
            self.fields["total"].label = f"Total ({attempt.currency})"

    def clean_order(self) -> str:
        order: str = self.cleaned_data["order"]
        if not order.isprintable() or " " in order:
            raise forms.ValidationError("An order id has no spaces. Copy it from the upstream.")
        return order

    def clean_total(self) -> Decimal | None:
        total: Decimal | None = self.cleaned_data["total"]
        if total is not None and total != 0 and not is_price(total, self.attempt.currency):
            raise forms.ValidationError(f"Give an amount of {self.attempt.currency}, such as 20.")
        return total

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "order" not in self.fields or "outcome" not in cleaned:
            return cleaned
        given = bool(cleaned.get("order"))
        if cleaned["outcome"] == PLACED and not given and "order" not in self.errors:
            self.add_error("order", "Give the id of the order that you found.")
        if cleaned["outcome"] == NOT_PLACED and given:
            self.add_error("order", "Leave this empty if there is no order.")
        return cleaned

    @property
    def placed(self) -> bool:
        return bool(self.cleaned_data["outcome"] == PLACED)

    @property
    def verdict(self) -> str:
        """``the order was placed``."""
        return self.words[self.cleaned_data["outcome"]][0].lower() + self.words[self.cleaned_data["outcome"]][1:]

    @property
    def found_total(self) -> Money:
        typed = self.cleaned_data.get("total")
        return self._known_total if typed is None else Money.of(typed, self.attempt.currency)

    def decision(self, *, by: str) -> Decision:
        cleaned = self.cleaned_data
        return Decision(
            reason=cleaned["reason"],
            order_ref=(cleaned.get("order") or self.attempt.order_ref) if self.placed else "",
            number=cleaned.get("number", ""),
            total=self.found_total,
            by=by,
            try_number=cleaned["try_number"],
        )

    @property
    def _known_total(self) -> Money:
        return self.attempt.charged_total or self.attempt.shown_total


def _words(attempt: OrderAttempt) -> dict[str, str]:
    if attempt.order_ref:
        return {PLACED: "The order is paid", NOT_PLACED: "The order is not paid"}
    return {PLACED: "The order was placed", NOT_PLACED: "There is no order"}
