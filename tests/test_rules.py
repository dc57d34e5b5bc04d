"""What every page of a clinic of each kind has in common, read as a browser reads it."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
import pytest
from pytest_django.asserts import assertContains

from tests.houses import HOUSES, House, go_to_the_button
from tests.world import ADDRESS, Shopper, World

pytestmark = pytest.mark.slow

PUBLIC = ("/", "/login/", "/signup/", "/password/", "/cart/", "/nowhere/")
PERSONAL = ("/cart/", "/checkout/details/", "/checkout/payment/", "/checkout/review/", "/orders/", "/account/")
Pages = dict[str, Element]


@pytest.fixture(params=HOUSES, ids=lambda house: str(house.slug))
def pages(request: pytest.FixtureRequest, db: None, world: World) -> Pages:
    """Every page before signing in, with a cart and every step answered, and after the order."""
    house: House = request.param
    request.getfixturevalue(house.slug)
    guest, patient = Shopper(f"{house.slug}.localhost"), Shopper(f"{house.slug}.localhost")
    found = {f"guest {path}": guest for path in PUBLIC}
    go_to_the_button(patient, house)
    shown = {name: root_of(shopper, name.partition(" ")[2]) for name, shopper in found.items()}
    shown |= {path: root_of(patient, path) for path in PERSONAL}
    shown |= {f"product {path}": root_of(patient, path) for path in [f"/products/{ref_on_shelf(patient)}/"]}
    shown["order"] = root_of(patient, str(patient.place_order()["Location"]))
    return shown


def root_of(shopper: Shopper, path: str) -> Element:
    root: Element = html5lib.parse(shopper.get(path).content, namespaceHTMLElements=False)
    return root


def ref_on_shelf(shopper: Shopper) -> str:
    return next(iter(shopper.product_refs().values()))


def by_id(root: Element, id_: str) -> Element:
    (found,) = [each for each in root.iter() if each.get("id") == id_]
    return found


def asking(root: Element) -> Iterator[Element]:
    """Whatever htmx sends from."""
    return (each for each in root.iter() if each.get("hx-get") or each.get("hx-post"))


def test_the_live_regions_are_there_from_the_first_byte_and_no_swap_replaces_them(pages: Pages) -> None:
    for name, root in pages.items():
        assert by_id(root, "notice").get("role") == "status", name
        assert by_id(root, "alert").get("role") == "alert", name
        inside = {each.get("id") for each in by_id(root, "main").iter()}
        assert not inside & {"notice", "alert", "session"}, name
        targets = {str(each.get("hx-target", "")).removeprefix("#") for each in root.iter()} - {"", "this"}
        assert targets <= inside, name


def test_whatever_a_script_sends_can_be_sent_without_one(pages: Pages) -> None:
    for name, root in pages.items():
        for each in asking(root):
            if each.get("hx-get"):
                plain = each.get("href") or each.get("action")
                assert plain == each.get("hx-get"), name
            else:
                assert (each.tag, each.get("method")) == ("form", "post"), name
                assert each.get("action") == each.get("hx-post"), name


def test_every_form_is_judged_here_and_never_by_the_browser(pages: Pages) -> None:
    for name, root in pages.items():
        for form in root.iter("form"):
            asks = [each for each in form.iter() if each.tag in ("input", "select") and each.get("type") != "hidden"]
            assert not asks or form.get("novalidate") is not None, name


def test_no_button_waits_for_a_field(pages: Pages) -> None:
    for name, root in pages.items():
        assert [each for each in root.iter("button") if each.get("disabled") is not None] == [], name


def test_help_stands_in_the_same_place_on_every_page(pages: Pages) -> None:
    def help_of(root: Element) -> list[str | None]:
        (footer,) = root.iter("footer")
        return [link.get("href") for link in footer.iter("a")]

    ways = {name: help_of(root) for name, root in pages.items()}
    first = next(iter(ways.values()))

    assert [way.partition(":")[0] for way in first if way] == ["tel", "mailto", "/accessibility/"]
    assert {name: way for name, way in ways.items() if way != first} == {}


def test_a_page_has_one_heading_one_language_and_a_title_of_its_own(pages: Pages) -> None:
    for name, root in pages.items():
        assert len(list(root.iter("h1"))) == 1, name
        assert root.get("lang") == "en", name
        (title,) = [each for each in root.iter("title") if "".join(each.itertext()).strip()]
        assert " – " in "".join(title.itertext()), name


def test_a_step_says_which_it_is_in_its_heading_its_title_and_the_list_of_steps(pages: Pages) -> None:
    for number, path in enumerate(("/checkout/details/", "/checkout/payment/", "/checkout/review/"), start=1):
        root = pages[path]
        (heading,), (title,) = list(root.iter("h1")), list(root.iter("title"))
        (current,) = [each for each in root.iter("li") if each.get("aria-current") == "step"]

        assert f"Step {number} of 3" in "".join(heading.itertext())
        assert f"step {number} of 3" in "".join(title.itertext())
        assert "".join(current.itertext()).split()[0] == str(number)


def test_no_picture_is_without_a_word_on_whether_it_says_something(pages: Pages) -> None:
    for name, root in pages.items():
        assert all(picture.get("alt") is not None for picture in root.iter("img")), name
        assert all(picture.get("width") and picture.get("height") for picture in root.iter("img")), name


# -- changing one answer at the end ------------------------------------------------------------------------------------


@pytest.fixture
def reviewing(shopper: Shopper) -> Shopper:
    shopper.add("Calm Evening Magnesium")
    shopper.sign_in()
    shopper.get("/cart/")
    shopper.choose("4242")
    return shopper


def test_every_answer_on_the_review_can_be_changed_and_leads_back_there(reviewing: Shopper) -> None:
    review = reviewing.get("/checkout/review/")
    for path in ("/cart/", "/checkout/details/", "/checkout/payment/"):
        assertContains(review, f'href="{path}?return=review"')

    details = reviewing.get("/checkout/details/?return=review")
    assertContains(details, 'value="12 Quay Street"')
    assertContains(details, 'action="/checkout/details/?return=review"')
    changed = reviewing.post("/checkout/details/?return=review", ADDRESS | {"address1": "7 Lighthouse Road"})
    assert (changed.status_code, changed["Location"]) == (303, "/checkout/review/")
    assertContains(reviewing.get("/checkout/review/"), "7 Lighthouse Road")

    other = {"payment_method": reviewing.choice("0002", "/checkout/payment/?return=review")}
    assert reviewing.post("/checkout/payment/?return=review", other)["Location"] == "/checkout/review/"
    assertContains(reviewing.get("/checkout/review/"), "ending in 0002")


def test_a_step_that_was_answered_shows_its_answer_again(reviewing: Shopper) -> None:
    assertContains(reviewing.get("/checkout/details/"), 'value="B3H 4R2"')
    page = root_of(reviewing, "/checkout/payment/")
    (chosen,) = [each for each in page.iter("input") if each.get("checked") is not None]

    assert chosen.get("value") == reviewing.choice("4242", "/checkout/payment/")


# -- two tabs ----------------------------------------------------------------------------------------------------------


def test_a_second_tab_that_logs_in_after_the_first_is_simply_logged_in(shopper: Shopper) -> None:
    """Signing in leaves the token of forms that are open elsewhere alone."""
    strict = Shopper(shopper.host, enforce_csrf_checks=True)
    own = {"origin": f"http://{strict.host}"}
    tabs = [token_of(strict, "/login/") for _tab in range(2)]
    ana = {"email": "ana@harbour.example", "password": "Harbour-2026!"}

    for token in tabs:
        pressed = strict.post("/login/", ana | {"csrfmiddlewaretoken": token}, headers=own)
        assert (pressed.status_code, pressed["Location"]) == (303, "/cart/")

    assert strict.get("/account/").status_code == 200


def token_of(shopper: Shopper, path: str) -> str:
    page = root_of(shopper, path)
    return next(str(each.get("value")) for each in page.iter("input") if each.get("name") == "csrfmiddlewaretoken")
