"""A birth date as three text boxes, whose errors name the box that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from storefront.forms.written_dates import month_number, whole_date
from storefront.text import exact

OLDEST = 130  # years
LABELS = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
MISSING = {
    "day": _("Your birth date needs a day."),
    "month": _("Your birth date needs a month."),
    "year": _("Your birth date needs a year."),
}
WRONG = {
    "day": _("The day of your birth date must be a number from 1 to 31."),
    "month": _("The month of your birth date must be a number from 1 to 12, or a name such as March."),
    "year": _("The year of your birth date must have four digits, such as 1984."),
}
HIGHEST = {"day": 31, "month": 12, "year": 9999}

Typed = dict[str, str]


class BirthDateInput(forms.Widget):
    """Boxes named ``<name>_year``, ``<name>_month`` and ``<name>_day``, in the order the place writes a date."""

    template_name = "django/forms/widgets/birth_date.html"
    use_fieldset = True
    order: tuple[str, ...] = ("day", "month", "year")
    wrong: frozenset[str] = frozenset()

    def follow(self, country: str) -> None:
        """Month first for English in the United States, day first everywhere else."""
        english = (get_language() or "en").startswith("en")
        self.order = ("month", "day", "year") if english and country == "US" else ("day", "month", "year")

    def mark_wrong(self, codes: set[str] | None) -> None:
        """``codes`` of the errors, None without any. A code that names no box is about all of them."""
        self.wrong = frozenset() if codes is None else frozenset(codes & LABELS.keys() or LABELS)

    def id_of(self, id_: str, code: str) -> str:
        """The box that an error with this code is about; the first one where it is about the whole date."""
        return f"{id_}_{code if code in LABELS else self.order[0]}"

    def id_for_label(self, id_: str) -> str:
        return ""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Typed:
        typed = {part: data.get(f"{name}_{part}") or "" for part in LABELS}
        return whole_date(typed, self.order) or typed

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return all(f"{name}_{part}" not in data for part in LABELS)

    def format_value(self, value: Any) -> Any:
        return value

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        typed = _typed(value)
        context["widget"]["parts"] = [
            {
                "part": part,
                "name": f"{name}_{part}",
                "id": f"{(attrs or {}).get('id', name)}_{part}",
                "label": LABELS[part],
                "value": typed[part],
                "wrong": part in self.wrong,
            }
            for part in self.order
        ]
        return context


class BirthDateField(forms.Field):
    """Cleans to a ``date`` in the past, at most 130 years ago. An error's code is ``day``, ``month`` or ``year``."""

    widget: BirthDateInput
    default_error_messages = {"required": _("Enter your birth date.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=BirthDateInput, **kwargs)

    def follow(self, country: str) -> None:
        self.widget.follow(country)

    def to_python(self, value: Typed | date | None) -> date | None:
        typed = {part: exact(text[:40]) for part, text in _typed(value).items()}
        if not any(typed.values()):
            return None
        typed["month"] = month_number(typed["month"]) or typed["month"]
        self._check_parts(typed)
        try:
            born = date(int(typed["year"]), int(typed["month"]), int(typed["day"]))
        except ValueError as no_such_day:
            raise ValidationError(_("This birth date does not exist. Check the day."), code="day") from no_such_day
        return _lived(born)

    def _check_parts(self, typed: Typed) -> None:
        """One error for each box that is empty or wrong, in the order in which the boxes stand on the page."""
        words = {part: (WRONG if typed[part] else MISSING)[part] for part in LABELS if not _fits(part, typed[part])}
        if words:
            raise ValidationError(
                [ValidationError(words[part], code=part) for part in self.widget.order if part in words]
            )


def _typed(value: Typed | date | None) -> Typed:
    if isinstance(value, date):
        return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
    return value or dict.fromkeys(LABELS, "")


def _fits(part: str, text: str) -> bool:
    digits = len(text) == 4 if part == "year" else len(text) <= 2
    return digits and text.isdecimal() and 1 <= int(text) <= HIGHEST[part]


def _lived(born: date) -> date:
    today = timezone.localdate()
    if born >= today:
        raise ValidationError(_("Your birth date must be in the past. Check the year."), code="year")
    if (born.year + OLDEST, born.month, born.day) < (today.year, today.month, today.day):
        raise ValidationError(_("This birth date is more than 130 years ago. Check the year."), code="year")
    return born
