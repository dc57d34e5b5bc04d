"""Fields of a clinic as staff fill them in: forgiving where a value can mean one thing only, else a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from babel import Locale
from babel.core import get_global
from babel.numbers import get_territory_currencies
from django import forms
from django.core.files.base import File
from django.forms.widgets import Script
from phonenumbers import SUPPORTED_REGIONS

from storefront.clinics.branding import colours, logos
from storefront.languages import english_name, english_names
from storefront.web.uploads import LIMIT

ENGLISH = Locale("en")


class ColourInput(forms.TextInput):
    """Followed by the live preview, see ``static/staff/preview.js``."""

    class Media:
        css = {"all": ["staff/preview.css"]}
        js = [Script("staff/preview.js", defer=True)]


class ColourField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        attrs = {"size": 10, "maxlength": 20, "spellcheck": "false", "autocomplete": "off", "data-colour": ""}
        super().__init__(widget=ColourInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            return colours.normal(typed)
        except ValueError:
            raise forms.ValidationError(
                "This is not a colour: give # and six digits from 0 to f, such as #0b6e4f."
            ) from None


class LogoInput(forms.ClearableFileInput):
    template_name = "admin/clinics/logo_input.html"


class LogoField(forms.FileField):
    """The cleaned value is a logo made anew, False where it is to be taken away, or what was there before."""

    def __init__(self, **kwargs: Any) -> None:
        widget = LogoInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif", "data-logo": ""})
        super().__init__(required=False, widget=widget, **kwargs)

    def to_python(self, data: File[Any] | None) -> Any:
        if data is not None and (data.size or 0) > LIMIT:
            size = (data.size or 0) / 1024 / 1024
            raise forms.ValidationError(
                f"This file has {size:.1f} MB, a logo may have {LIMIT // 1024 // 1024} MB: save it smaller, "
                f"{logos.WIDEST} pixels wide is enough."
            )
        upload = super().to_python(data)
        if upload is None:
            return None
        try:
            return logos.redraw(upload.read())
        except logos.BadLogo as refusal:
            raise forms.ValidationError(str(refusal)) from None


class LanguagesWidget(forms.MultiWidget):
    def __init__(self) -> None:
        choices = list(english_names().items())
        super().__init__(
            [
                forms.CheckboxSelectMultiple(choices=choices),
                forms.Select(choices=choices, attrs={"aria-label": "Default language"}),
            ]
        )

    def decompress(self, value: Sequence[str] | None) -> list[Any]:
        return [list(value), value[0]] if value else [[], None]


class LanguagesField(forms.MultiValueField):
    """Which languages the pages have, and the one they begin with: a list of codes, the default first."""

    def __init__(self, **kwargs: Any) -> None:
        choices = list(english_names().items())
        fields = (forms.MultipleChoiceField(choices=choices), forms.ChoiceField(choices=choices))
        super().__init__(
            fields,
            widget=LanguagesWidget(),
            help_text="Tick all that the shop speaks, and choose the one that visitors get who ask for none of them.",
            error_messages={"required": "Tick at least one language, and choose the default."},
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        """A stored list of codes is not yet a list of the two boxes' values, which is what the widget takes it for."""
        return self.widget.decompress(value) if _is_stored(value) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def compress(self, data_list: Sequence[Any]) -> list[str]:
        if not data_list:
            return []
        ticked, default = data_list
        if default not in ticked:
            raise forms.ValidationError(f"{english_name(default)} is the default: tick it too, or choose another.")
        return [default, *(code for code in ticked if code != default)]


def _is_stored(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(code, str) for code in value)


class NamedChoiceField(forms.ChoiceField):
    """A code, chosen by its name; one in use stays choosable though the lists have dropped it."""

    def __init__(self, *, names: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(choices=[("", "Choose"), *names], **kwargs)

    def valid_value(self, value: Any) -> bool:
        return True  # the model says what is wrong with an unknown one


def countries() -> list[tuple[str, str]]:
    return _by_name({code: ENGLISH.territories[code] for code in SUPPORTED_REGIONS if code in ENGLISH.territories})


def currencies() -> list[tuple[str, str]]:
    in_use = {code for territory in get_global("territory_currencies") for code in get_territory_currencies(territory)}
    return _by_name({code: f"{ENGLISH.currencies.get(code, code)} ({code})" for code in in_use})


@cache
def _sorted(names: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return sorted(names, key=lambda each: each[1])


def _by_name(names: Mapping[str, str]) -> list[tuple[str, str]]:
    return _sorted(tuple(names.items()))


class WordsWidget(forms.Widget):
    """One box for each language of the clinic."""

    template_name = "admin/clinics/words_input.html"
    languages: Sequence[str] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        written = value if isinstance(value, dict) else {}
        context["boxes"] = [
            {"name": f"{name}_{code}", "code": code, "label": english_name(code), "words": written.get(code, "")}
            for code in self.languages
        ]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        typed = {code: " ".join(str(data.get(f"{name}_{code}", "")).split()) for code in self.languages}
        return {code: words for code, words in typed.items() if words}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}_{code}" in data for code in self.languages)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_{self.languages[0]}" if self.languages else id_


class WordsField(forms.Field):
    """Texts by language: ``{"en": "...", "fr": "..."}``. ``speak`` says which languages there are."""

    widget = WordsWidget

    def speak(self, languages: Sequence[str]) -> None:
        self.widget.languages = languages

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or {}) != (data or {})
