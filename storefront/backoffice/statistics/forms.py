"""Which statistics are asked for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from storefront.backoffice.statistics.funnel import FunnelQuery, devices
from storefront.clinics.models import Clinic
from storefront.statistics.retention import KEPT_FOR

SANDBOX = "sandbox"
USUAL = timedelta(days=27)  # before the last day: four weeks with it


def day_field(label: str) -> forms.DateField:
    """In the one shape that a browser's date box sends."""
    box = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(
        label=label,
        required=False,
        widget=box,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "Give a day as year, month and day, such as 2026-11-21."},
    )


class FunnelForm(forms.Form):
    """Empty fields mean: all clinics that the person may see, the last four weeks, all devices, all languages.

    Real orders are meant, too, unless every clinic asked for is a sandbox.
    """

    clinic = forms.ModelChoiceField(
        Clinic.objects.none(),
        required=False,
        empty_label="All clinics",
        error_messages={"invalid_choice": "Choose one of the clinics in the list."},
    )
    since = day_field("From")
    until = day_field("To")
    device = forms.ChoiceField(choices=devices, required=False)
    language = forms.ChoiceField(choices=[("", "All languages"), *settings.LANGUAGES], required=False)
    orders = forms.ChoiceField(choices=[("real", "Real"), (SANDBOX, "Sandbox")], required=False)

    def __init__(self, data: Any, *, clinics: QuerySet[Clinic]) -> None:
        self.clinics = clinics
        today = timezone.now().date()
        filled = {
            "until": today.isoformat(),
            "since": (today - USUAL).isoformat(),
            "orders": self._usual_orders(data.get("clinic", "")),
        }
        super().__init__(filled | {name: data[name] for name in self.base_fields if data.get(name)}, label_suffix="")
        field = self.fields["clinic"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = clinics

    def _usual_orders(self, clinic: str) -> str:
        query = self.clinics.filter(pk=clinic) if clinic.isascii() and clinic.isdecimal() else self.clinics
        marks = set(query.values_list("is_sandbox", flat=True))
        return SANDBOX if marks == {True} else "real"

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("since", "The first day is after the last one. Choose an earlier day.")
        elif since and until and until - since > KEPT_FOR:
            self.add_error("since", f"Choose at most {KEPT_FOR.days} days: older statistics are not kept.")
        return self.cleaned_data

    def query(self) -> FunnelQuery:
        """Only of a form that is valid."""
        given = self.cleaned_data
        clinic: Clinic | None = given["clinic"]
        since: date = given["since"]
        return FunnelQuery(
            clinics=self.clinics.filter(pk=clinic.pk) if clinic else self.clinics,
            since=since,
            until=given["until"],
            device=given["device"],
            language=given["language"],
            sandbox=given["orders"] == SANDBOX,
        )
