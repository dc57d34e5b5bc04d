"""Radio buttons and a single box to tick, with the label after the control."""

from __future__ import annotations

from typing import Any

from django import forms


class RadioChoices(forms.RadioSelect):
    template_name = "django/forms/widgets/choices.html"


class TickField(forms.BooleanField):
    """A box that may stay empty, unless told otherwise."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(template_name="django/forms/tick.html", **kwargs)
