"""A rendered form, read the way a browser reads it."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

import html5lib
from django.template.loader import render_to_string

from storefront.forms.base import ShopForm


@dataclass(frozen=True)
class Place:
    country: str = "CA"


CANADA, STATES = Place("CA"), Place("US")


class Page:
    def __init__(self, form: ShopForm) -> None:
        fields = "".join(field.as_field_group() if not field.is_hidden else str(field) for field in form)
        summary = render_to_string("components/_error_summary.html", {"form": form})
        self.root = html5lib.parse(f"<title>t</title>{summary}<form>{fields}</form>", namespaceHTMLElements=False)

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.root.iter() if element.tag in tags]

    @property
    def ids(self) -> list[str]:
        return [element.get("id") for element in self.root.iter() if element.get("id")]

    @property
    def controls(self) -> list[Element]:
        return [control for control in self.all("input", "select") if control.get("type") != "hidden"]

    def by_id(self, id_: str) -> Element:
        return next(element for element in self.root.iter() if element.get("id") == id_)

    def named(self, name: str) -> Element:
        return next(control for control in self.all("input", "select") if control.get("name") == name)

    def text(self, id_: str) -> str:
        return " ".join("".join(self.by_id(id_).itertext()).split())

    @property
    def summary(self) -> list[tuple[str, str]]:
        """Words and target of each line of the error summary."""
        if "error-summary" not in self.ids:
            return []
        return [("".join(link.itertext()), link.get("href")) for link in self.by_id("error-summary").iter("a")]  # type: ignore[misc]

    def chosen(self, name: str) -> str | None:
        options = self.named(name).iter("option")
        return next((option.get("value") for option in options if option.get("selected") is not None), None)
