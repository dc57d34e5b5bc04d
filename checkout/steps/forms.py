"""The forms between the cart and the order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self, cast

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from storefront.cards import credit_first_label, payment_method_label
from storefront.forms import places
from storefront.forms.address_fields import CountryField, PostalCodeField, ProvinceField
from storefront.forms.base import Place, ShopForm
from storefront.forms.cart_fields import OpaqueIdField
from storefront.forms.fields import LineField, PhoneField
from storefront.forms.widgets import RadioChoices, TickField
from storefront.upstream.ports import AddressNeeds
from storefront.upstream.types import Address, PaymentMethod

NEW = "new"
PLACE_ONLY = AddressNeeds()
NAMES = ("given_name", "family_name")
MORE = frozenset({*NAMES, "company", "county", "phone", "instructions"})
WITH_COUNTIES = {"US", "GB", "IE"}
CARD_TOKEN = re.compile(r"[A-Za-z0-9_-]{3,128}")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who receives what is sent, if nobody else is named."""

    given_name: str = ""
    family_name: str = ""


NOBODY = Recipient()


class AddressForm(ShopForm):
    """Labels, order, lists and required parts are those of the country typed, else of ``address``, else of the clinic.

    ``needs`` is what the clinic's upstream does with an address: only what reaches the clinic is asked for. ``patient``
    is who receives it unless another name is typed. Other provinces and codes come with another country: show
    ``AddressForm.retyped(request.POST, ...)`` when only the country was changed.
    """

    country = CountryField(attrs={"autocomplete": "shipping country"})
    given_name = LineField(
        label=gettext_lazy("First name"),
        missing=gettext_lazy("Enter the first name of whoever receives it."),
        attrs={"autocomplete": "shipping given-name"},
        required=False,
    )
    family_name = LineField(
        label=gettext_lazy("Last name"),
        missing=gettext_lazy("Enter the last name of whoever receives it."),
        attrs={"autocomplete": "shipping family-name"},
        required=False,
    )
    company = LineField(label=gettext_lazy("Company"), required=False, attrs={"autocomplete": "shipping organization"})
    address1 = LineField(
        label=gettext_lazy("Address"),
        missing=gettext_lazy("Enter the street and number, or the post office box."),
        attrs={"autocomplete": "shipping address-line1"},
    )
    address2 = LineField(
        label=gettext_lazy("Apartment, suite or unit"),
        required=False,
        attrs={"autocomplete": "shipping address-line2"},
    )
    city = LineField(attrs={"autocomplete": "shipping address-level2"})
    province = ProvinceField(attrs={"autocomplete": "shipping address-level1"})
    postal_code = PostalCodeField(attrs={"autocomplete": "shipping postal-code"})
    county = LineField(label=gettext_lazy("County"), required=False)
    phone = PhoneField(
        label=gettext_lazy("Phone, for questions about the delivery"),
        required=False,
        attrs={"autocomplete": "shipping tel"},
    )
    instructions = LineField(
        label=gettext_lazy("Delivery instructions"),
        help_text=gettext_lazy("Such as: leave it in the porch. Nothing about your health."),
        required=False,
        limit=200,
    )
    save_address = TickField(label=gettext_lazy("Save this as my own address at the clinic"))

    def __init__(
        self,
        *args: Any,
        clinic: Place,
        needs: AddressNeeds = PLACE_ONLY,
        address: Address | None = None,
        patient: Recipient = NOBODY,
        **kwargs: Any,
    ) -> None:
        initial = (_typed_parts(address) if address else {}) | (kwargs.pop("initial", None) or {})
        initial.setdefault("country", clinic.country)
        initial.setdefault("given_name", patient.given_name)
        initial.setdefault("family_name", patient.family_name)
        super().__init__(*args, clinic=clinic, initial=initial, **kwargs)
        self.needs, self.patient = needs, patient
        self._leave_out()
        self._follow(self._country() or clinic.country, first=clinic.country)

    @classmethod
    def retyped(cls, data: Mapping[str, str], **about: Any) -> Self:
        """What was typed so far, without judging it."""
        return cls(initial={name: data[name] for name in cls.base_fields if name in data}, **about)

    def clean(self) -> dict[str, Any]:
        """Without a name it is for the patient. Where the upstream wants a name, half of one is not enough."""
        names = [name for name in NAMES if name in self.fields and name not in self.errors]
        if not any(self.cleaned_data.get(name) for name in names):
            self.cleaned_data |= {name: getattr(self.patient, name) for name in names}
        for name in names:
            if name in self.needs.required and not self.cleaned_data[name]:
                self.add_error(name, self.fields[name].error_messages["required"], code="required")
        return self.cleaned_data

    def address(self) -> Address:
        """What was typed, of a valid form, written as the country writes it."""
        return Address(**{name: self.cleaned_data[name] for name in self.fields if name != "save_address"})

    @property
    def wants_saving(self) -> bool:
        """Of a valid form: the box was ticked."""
        return bool(self.cleaned_data.get("save_address"))

    def _leave_out(self) -> None:
        """What the upstream could not carry is not asked for."""
        for name in MORE - self.needs.takes:
            del self.fields[name]
        if not self.needs.keeps:
            del self.fields["save_address"]

    def _country(self) -> str:
        typed = str(self.data.get(self.add_prefix("country")) or "") if self.is_bound else self.initial["country"]
        return typed if typed in dict(places.countries()) else ""

    def _follow(self, country: str, first: str) -> None:
        for field in self.fields.values():
            if isinstance(field, CountryField):
                field.follow(first)
            elif isinstance(field, ProvinceField | PostalCodeField | PhoneField):
                field.follow(country)
        rules = places.address_rules(country)
        self.fields["city"].label = rules.city_label
        self._require(rules.required | self.needs.required)
        if country not in WITH_COUNTIES and not (self.data.get("county") or self.initial.get("county")):
            self.fields.pop("county", None)
        envelope = [part for part in rules.order if part != "address1"]
        self.order_fields(["country", *NAMES, "company", "address1", "address2", *envelope, "county"])

    def _require(self, parts: frozenset[str]) -> None:
        """What the country or the upstream cannot do without, in the words of the country where it has words for it."""
        for name in ("city", "province", "postal_code"):
            field = self.fields[name]
            says_why = field.required
            field.required = field.widget.is_required = name in parts
            if not says_why:
                field.error_messages["required"] = format_lazy(
                    gettext_lazy("{label}: fill this in."), label=field.label
                )


class PaymentMethodForm(ShopForm):
    """``methods`` are all that can be chosen, ``country`` is the clinic's.

    A new card comes as a token from the processor's script. Credit that is not enough is no choice of its own but a box
    to tick, beside the method that pays the rest. What is ``declined`` just now or expired is never chosen beforehand,
    and an expired card stands last.
    """

    payment_method = forms.ChoiceField(
        label=gettext_lazy("How would you like to pay?"),
        widget=RadioChoices,
        error_messages={
            "required": gettext_lazy("Choose how you would like to pay."),
            "invalid_choice": gettext_lazy("This way to pay is no longer offered. Choose another one."),
        },
    )
    new_payment_method = OpaqueIdField(
        pattern=CARD_TOKEN, refusal=gettext_lazy("The new card could not be read. Enter it again."), required=False
    )
    use_credit = TickField()

    def __init__(
        self,
        *args: Any,
        methods: Sequence[PaymentMethod],
        country: str,
        new: bool = True,
        declined: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.methods = tuple(methods)
        self.after_credit = {method.rest: method for method in methods if method.rest}
        today = timezone.localdate()
        whole = [method for method in methods if not method.rest]
        whole.sort(key=lambda method: method.is_expired(today))
        self._offer_credit(country)
        choices = [(method.ref, _label(method, country, declined)) for method in whole]
        field = cast(forms.ChoiceField, self.fields["payment_method"])
        field.choices = choices + ([(NEW, _("A new card"))] if new else [])
        usable = [method for method in whole if method.ref != declined and not method.is_expired(today)]
        field.initial = _usual(usable, new=new, after_decline=bool(declined))

    def clean(self) -> dict[str, Any]:
        """The token matters only with "new"; what is wrong with it is said beside the choice, which can be seen."""
        unreadable = self.errors.pop("new_payment_method", None)
        if self.cleaned_data.get("payment_method") == NEW:
            if unreadable:
                self.add_error("payment_method", unreadable[0])
            elif not self.cleaned_data.get("new_payment_method"):
                self.add_error("payment_method", _("Enter the new card, or choose another way to pay."))
        if self.cleaned_data.get("use_credit"):
            mixed = self.after_credit.get(self.cleaned_data.get("payment_method", ""))
            self.cleaned_data["payment_method"] = mixed.ref if mixed else self.cleaned_data.get("payment_method")
        return self.cleaned_data

    def _offer_credit(self, country: str) -> None:
        if not self.after_credit:
            del self.fields["use_credit"]
            return
        chosen = self.initial.get("payment_method", "")
        for rest, method in self.after_credit.items():
            self.fields["use_credit"].label = credit_first_label(method, country)
            if method.ref == chosen:
                self.initial.update(payment_method=rest, use_credit=True)

    @property
    def chosen_token(self) -> str:
        """The new card's token of a valid form; empty when a saved method was chosen."""
        is_new = self.cleaned_data["payment_method"] == NEW
        return str(self.cleaned_data["new_payment_method"]) if is_new else ""


def _usual(usable: Sequence[PaymentMethod], *, new: bool, after_decline: bool) -> str | None:
    """The patient's default, or after a decline a new card, or else the first that was used before."""
    default = next((method.ref for method in usable if method.default), "")
    if default or (after_decline and new):
        return default or NEW
    saved = [method.ref for method in usable if method.last4]
    return saved[0] if saved else NEW if new and not usable else None


def _label(method: PaymentMethod, country: str, declined: str) -> str:
    label = payment_method_label(method, country)
    return _("%(method)s – declined just now") % {"method": label} if method.ref == declined else label


def _typed_parts(address: Address) -> dict[str, str]:
    return {name: value for name in AddressForm.base_fields if (value := getattr(address, name, ""))}
