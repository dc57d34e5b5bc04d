"""What every form of the shop has in common: how a field is shown, named, explained and refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, Self

from django import forms
from django.core.exceptions import ValidationError
from django.dispatch import Signal

from storefront.forms.birth_date import BirthDateInput

error_added = Signal()  # sent by the form's class, with ``field`` (a name, or empty) and ``error``


class Place(Protocol):
    """What forms ask of a clinic: where it is. ``country`` is two capital letters."""

    @property
    def country(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the error summary. ``target`` is the id of the control to correct, or empty."""

    message: str
    target: str


class ShopBoundField(forms.BoundField):
    """A field on the page, with what assistive tools need to tell its hint and its error.

    A group (radio buttons, the parts of a date) carries both on its ``<fieldset>``, anything else on its control.
    """

    @property
    def hint_id(self) -> str:
        return f"{self.auto_id}-hint" if self.help_text and not self.is_hidden else ""

    @property
    def error_id(self) -> str:
        return f"{self.auto_id}-error" if self.errors and not self.is_hidden else ""

    @property
    def aria_describedby(self) -> str | None:
        return " ".join(filter(None, [self.hint_id, self.error_id])) or None

    @property
    def is_radio_group(self) -> bool:
        return isinstance(self.field.widget, forms.RadioSelect)

    @property
    def problems(self) -> list[Problem]:
        return [
            Problem(str(message), self._control_to_correct(error))
            for error in self.errors.as_data()
            for message in error.messages
        ]

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if isinstance(widget, BirthDateInput):
            widget.mark_wrong(self._codes() if self.errors else None)
        if widget.use_fieldset:
            attrs.pop("aria-invalid", None)
        elif not widget.is_hidden and not isinstance(widget, forms.CheckboxInput):
            attrs["class"] = "control"
        return attrs

    def _codes(self) -> set[str]:
        return {error.code or "" for error in self.errors.as_data()}

    def _control_to_correct(self, error: ValidationError) -> str:
        widget = self.field.widget
        if widget.is_hidden or not self.auto_id:
            return ""
        if isinstance(widget, BirthDateInput):
            return widget.id_of(self.auto_id, error.code or "")
        return f"{self.auto_id}_0" if self.is_radio_group else self.auto_id


class ShopForm(forms.Form):
    """A form of the shop. ``{{ form.email.as_field_group }}`` renders label, hint, error and control.

    The ``<form>`` element carries ``novalidate``: the ``required`` attributes tell, and never stop a submit.
    """

    bound_field_class = ShopBoundField

    def __init__(self, *args: Any, clinic: Place | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        self.clinic = clinic

    def retype(self, typed: Mapping[str, str]) -> Self:
        """Show what was typed before, without judging it."""
        for name, field in self.fields.items() if typed else ():
            if not field.widget.value_omitted_from_data(typed, {}, self.add_prefix(name)):
                self.initial[name] = field.widget.value_from_datadict(typed, {}, self.add_prefix(name))
        return self

    def add_error(self, field: Any, error: Any, code: str | None = None) -> None:
        """``code`` names an error that is given as a text."""
        error = error if isinstance(error, ValidationError) else ValidationError(error, code=code)
        super().add_error(field, error)
        error_added.send(type(self), field=field or "", error=error)

    @property
    def problems(self) -> list[Problem]:
        """Every error in the order of the page, for the summary above it. Empty until something was submitted."""
        if not self.is_bound:
            return []
        general = [Problem(str(message), "") for message in self.non_field_errors()]
        return general + [problem for field in self if isinstance(field, ShopBoundField) for problem in field.problems]
