"""The date to which a renewal is moved."""

from __future__ import annotations

import datetime
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from storefront.forms.base import ShopForm

LATEST = timedelta(days=90)  # no limit is documented: further away is for the clinic


class NextDateForm(ShopForm):
    """From tomorrow on."""

    date = forms.DateField(
        label=gettext_lazy("Next renewal on"),
        help_text=gettext_lazy("Within the next 90 days, such as 2026-12-31."),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": gettext_lazy("Enter the date of the next renewal."),
            "invalid": gettext_lazy("Enter the date as year, month and day, such as 2026-12-31."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        limits = {"min": today + timedelta(days=1), "max": today + LATEST}
        self.fields["date"].widget.attrs |= {name: day.isoformat() for name, day in limits.items()}

    def clean_date(self) -> datetime.date:
        wanted: datetime.date = self.cleaned_data["date"]
        if not timezone.localdate() < wanted <= timezone.localdate() + LATEST:
            raise forms.ValidationError(
                _("Choose a date from tomorrow on, 90 days ahead at most."), code="out_of_range"
            )
        return wanted
