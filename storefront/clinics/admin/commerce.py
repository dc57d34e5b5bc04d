"""Commerce settings in the staff pages: they go in as TOML, and what is stored never comes out."""

from __future__ import annotations

import tomllib
from typing import Any

from django import forms
from pydantic import ValidationError

from storefront.clinics import schema
from storefront.clinics.complaints import complaint


class CommerceField(forms.CharField):
    """The ``[clinic.commerce]`` table, as TOML. ``env:NAME`` is not read here: staff must not see the environment."""

    widget = forms.Textarea

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return commerce_from(tomllib.loads(text))
        except tomllib.TOMLDecodeError:
            raise forms.ValidationError("This is not TOML.") from None
        except ValidationError as error:
            raise forms.ValidationError(complaint(error, CommerceBox)) from None


class CommerceBox(schema.Section):
    commerce: schema.Commerce


def commerce_from(table: dict[str, Any]) -> dict[str, Any]:
    return CommerceBox(commerce=table).commerce.model_dump(mode="json")  # type: ignore[arg-type]
