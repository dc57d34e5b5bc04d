"""Which order somebody is looking for."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from checkout.orders.finding import normal
from storefront.forms.base import ShopForm
from storefront.forms.fields import LineField, SignInEmailField


class FindForm(ShopForm):
    reference = LineField(
        label=_("Reference of the order"),
        missing=_("Enter the reference of the order."),
        help_text=_("Eight letters and digits, such as H7K2-9QXM."),
        attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"},
    )
    email = SignInEmailField(attrs={"autocomplete": "email"})

    def clean_reference(self) -> str:
        reference = normal(self.cleaned_data["reference"])
        if len(reference) != 9:
            raise ValidationError(_("A reference has eight letters and digits. Check it."), code="invalid")
        return reference
