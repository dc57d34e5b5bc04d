"""Commerce settings in the staff pages: fields made from ``clinics/schema.py``, or the table of a clinics file.

Secrets go in and never come out: a field for one is always empty, shows at most the last four characters of what is
stored, and keeps it when nothing is typed. ``env:NAME`` is not read here: staff must not see the environment.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

from django import forms
from django.utils.html import format_html
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from storefront.clinics import schema
from storefront.clinics.models import CommerceKind
from storefront.onboarding.schema_errors import describe, field_at

NEW_CARDS = (
    "So that patients can type a new card: the card processor's script and publishable key, and the origins that its "
    "documentation wants in a content security policy. Without them only cards on file can be used."
)
LONG_ENOUGH = 12  # of a shorter secret four characters would tell too much
KINDS: dict[str, type[BaseModel]] = {
    get_args(section.model_fields["kind"].annotation)[0]: section for section in get_args(get_args(schema.Commerce)[0])
}


class CommerceBox(schema.Section):
    commerce: schema.Commerce


class KindForm(forms.Form):
    kind = forms.ChoiceField(label="Commerce upstream", choices=CommerceKind.choices)


class SettingsForm(forms.Form):
    """The settings of one kind. ``stored`` are those of the same kind, or nothing; ``settings`` is what came in."""

    def __init__(self, kind: str, stored: Mapping[str, Any], data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.kind, self.stored = kind, stored
        self.settings: dict[str, Any] = {}
        for name, info in self._described():
            self.fields[name] = field_for(name, info, stored)

    def clean(self) -> dict[str, Any]:
        typed = {name: value for name, value in self.cleaned_data.items() if not self._is_kept(name, value)}
        kept = {name: self.stored[name] for name in self.cleaned_data if self._is_kept(name, self.cleaned_data[name])}
        try:
            settings = KINDS[self.kind].model_validate({"kind": self.kind} | typed | kept)
        except ValidationError as error:
            self._add_schema_errors(error)
        else:
            self.settings = settings.model_dump(mode="json")
        return self.cleaned_data

    @property
    def sections(self) -> list[tuple[str, dict[str, Any]]]:
        """As the admin's fieldsets: the upstream's own settings, then those of new cards."""
        cards = [name for name in self.fields if name in schema.CardEntry.model_fields]
        own = [name for name in self.fields if name not in cards]
        sections: list[tuple[str, dict[str, Any]]] = [("Upstream", {"fields": own})]
        if cards:
            sections.append(("New cards", {"fields": cards, "description": NEW_CARDS}))
        return sections

    def _described(self) -> Iterator[tuple[str, FieldInfo]]:
        return ((name, info) for name, info in KINDS[self.kind].model_fields.items() if name != "kind")

    def _is_kept(self, name: str, value: Any) -> bool:
        return not value and is_secret(KINDS[self.kind].model_fields[name]) and bool(self.stored.get(name))

    def _add_schema_errors(self, error: ValidationError) -> None:
        for details in error.errors(include_url=False, include_input=False):
            name = str(details["loc"][0]) if details["loc"] else None
            self.add_error(name if name in self.fields else None, sentence(details, KINDS[self.kind]))


class TableForm(forms.Form):
    """The ``[clinic.commerce]`` table as a whole. ``settings`` is what came in."""

    table = forms.CharField(
        label="Table",
        help_text='As in a clinics file, starting with kind = "...". It replaces all settings, secrets too.',
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.fields["table"].widget = WriteOnlyText(attrs={"rows": 8, "cols": 70, "spellcheck": "false"})
        self.settings: dict[str, Any] = {}

    def clean_table(self) -> str:
        self.settings = settings_from(self.cleaned_data["table"])
        return ""


class WriteOnlyText(forms.Textarea):
    """What was pasted is not shown again, not even beside its error: secrets are in it."""

    def format_value(self, value: Any) -> None:
        return None


class LinesField(forms.CharField):
    """A list of texts, one per line."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 60, "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (value or "").splitlines() if line.strip()]


class PairsField(LinesField):
    """A list of pairs, one per line: what comes before the first comma, and the rest."""

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value([", ".join(pair) for pair in value] if isinstance(value, list) else value)

    def to_python(self, value: Any) -> Any:
        return [[part.strip() for part in line.split(",", 1)] for line in super().to_python(value)]


# -- secrets, and what was pasted --------------------------------------------------------------------------------------


def is_secret(info: FieldInfo) -> bool:
    extra = info.json_schema_extra
    return isinstance(extra, dict) and bool(extra.get("secret"))


def ending(secret: str) -> str:
    if len(secret) < LONG_ENOUGH:
        return "Stored, not shown."
    return format_html("Stored, ends in …{}.", secret[-4:])  # the admin prints help texts as they are


def settings_from(toml: str) -> dict[str, Any]:
    """Raises a form's ``ValidationError`` with a sentence that says which key is wrong, and never its value."""
    try:
        table = tomllib.loads(toml)
    except tomllib.TOMLDecodeError:
        raise forms.ValidationError("This is not TOML. Paste the table again.") from None
    table = _unwrapped(table)
    if name := next(_from_environment(table), ""):
        raise forms.ValidationError(f"{name}: give the value itself: env: is for clinics files. Paste the table again.")
    try:
        box = CommerceBox(commerce=table)  # type: ignore[arg-type]
    except ValidationError as error:
        raise forms.ValidationError(f"{describe(error, CommerceBox)}. Correct the table and paste it again.") from None
    return box.commerce.model_dump(mode="json")


def _unwrapped(table: dict[str, Any]) -> dict[str, Any]:
    """With or without its header ``[clinic.commerce]``."""
    for name in ("clinic", "commerce"):
        inner = table.get(name) if len(table) == 1 else None
        table = inner if isinstance(inner, dict) else table
    return table


def _from_environment(table: dict[str, Any]) -> Iterator[str]:
    return (name for name, value in table.items() if isinstance(value, str) and value.startswith("env:"))


# -- fields ------------------------------------------------------------------------------------------------------------


def field_for(name: str, info: FieldInfo, stored: Mapping[str, Any]) -> forms.Field:
    """The form's field for one setting. What may be missing and what must be is pydantic's to say."""
    words: dict[str, Any] = {"label": info.title or label(name), "required": False}
    if is_secret(info):
        kept = stored.get(name, "")
        told = format_html("{} Leave empty to keep it.", ending(kept)) if kept else "It is never shown again."
        return forms.CharField(widget=SECRET_INPUT, help_text=told, **words)
    usual = "" if info.is_required() else info.get_default(call_default_factory=True)
    words["initial"] = stored.get(name, usual)
    annotation = info.annotation
    if annotation is bool:
        return forms.BooleanField(**words)
    if get_origin(annotation) is Literal:
        return forms.ChoiceField(choices=[(one, one) for one in get_args(annotation)], **words)
    if get_origin(annotation) is not list:
        return forms.CharField(widget=TEXT_INPUT, help_text=hint(info), **words)
    (item,) = get_args(annotation)
    if "list[" in str(item):
        return PairsField(help_text="One per line: the payment method's id, a comma, the label.", **words)
    return LinesField(help_text=f"One per line. {hint(info)}", **words)


SECRET_INPUT = forms.PasswordInput(attrs={"autocomplete": "new-password", "size": 60, "spellcheck": "false"})
TEXT_INPUT = forms.TextInput(attrs={"size": 60, "autocomplete": "off", "spellcheck": "false"})
SAYS_NOTHING = {"a name", "a text that is not empty"}  # that a box does not say by itself


def label(name: str) -> str:
    """``api_key`` is "API key"."""
    words = re.sub(r"\b(api)\b", lambda found: found[1].upper(), name.replace("_", " "))
    return words[:1].upper() + words[1:]


def hint(info: FieldInfo) -> str:
    words = info.description or ""
    return f"{words[:1].upper()}{words[1:]}." if words and words not in SAYS_NOTHING else ""


def with_labels(words: str, section: type[BaseModel]) -> str:
    """Keys in quotes as their fields are called."""
    fields = section.model_fields
    return re.sub(r'"(\w+)"', lambda found: f"“{fields[found[1]].title or label(found[1])}”", words)


def sentence(details: ErrorDetails, section: type[BaseModel]) -> str:
    """One error of pydantic's, without what was typed."""
    if details["type"] == "value_error":
        words = str(details["ctx"]["error"])
        return f"This {words}." if details["loc"] else f"This upstream {with_labels(words, section)}."
    if details["type"] == "string_too_long":
        return f"This is too long: {details['ctx']['max_length']} characters at most."
    info = field_at(details["loc"], section)
    wanted = info.description if info and info.description else "something else"
    return "This is needed." if wanted in SAYS_NOTHING else f"Expected {wanted}."
