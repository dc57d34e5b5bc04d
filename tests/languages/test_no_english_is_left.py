"""Each story is lived in English and in the other language: no words may be the same in both."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from checkout.models import OrderAttempt, Refusal, State
from sandbox.elasticpath import demo as elasticpath
from storefront.clinics.models import Clinic
from storefront.upstream.circuit_breaker import CIRCUIT_BREAKERS
from storefront.upstream.elasticpath.tokens import TOKEN_CACHE
from tests.houses import HOUSES, US_ADDRESS, House
from tests.languages.reading import Reader
from tests.mail.letterbox import letterbox
from tests.world import ADDRESS, NEW_PATIENT, SWAP, Shopper, World, hidden
from tools import messages

pytestmark = pytest.mark.slow

# Not ours to translate: brands, people, places, codes, and what the sandbox says of itself.
NAMES = re.compile(
    r"Visa|Mastercard|American Express|Sandbox Credit Union|Harbour|Meadow|Summit|Health"
    r"|Ana Lindqvist|Bo Tremblay|Dana Whitfield|Erin Example|Finn Sample|Sample Family|Zoë O'Neill-Dùbois"
    r"|\S+@\S+|CAD|USD|[A-Z]+[0-9]+|EXPIRED"
)
# In nearly every English sentence, and in no French or Spanish one.
ENGLISH = re.compile(r"\b(the|your|you|was|were|and|with|this|that|of|for|from|order|cart|please|we|not|it)\b", re.I)


Story = Callable[[Reader, World], None]
STORIES: dict[str, tuple[str, Story]] = {}


STATUSES = (
    *("pending", "processing", "awaiting_requirements", "awaiting_requisition", "awaiting_results", "awaiting_script"),
    *("awaiting_fulfillment", "awaiting_shipment", "shipped", "delivered", "cancelled", "refunded", "on the moon"),
)


def story(slug: str) -> Callable[[Story], Story]:
    def keep(tell: Story) -> Story:
        STORIES[tell.__name__] = (slug, tell)
        return tell

    return keep


def house(slug: str) -> House:
    return next(each for each in HOUSES if each.slug == slug)


def mailed(path: str) -> str:
    """The path of the newest mailed link that begins with ``path``."""
    return [
        found[-1] for letter in letterbox() if (found := re.findall(rf"http://\S+?({path}\S+/)", str(letter.body)))
    ][-1]


def to_the_button(reader: Reader, slug: str = "harbour", pays: str | None = None) -> None:
    place = house(slug)
    reader.add(place.product, 2)
    reader.sign_in(place.email, place.password)
    reader.get("/cart/")
    reader.choose(pays, US_ADDRESS if slug == "meadow" else None)


@story("harbour")
def looking_around(reader: Reader, world: World) -> None:
    refs = reader.product_refs()
    for path in ("/", "/?q=nothing+like+this", "/login/", "/signup/", "/password/", "/cart/", "/nowhere/"):
        reader.get(path)
    for ref in refs.values():
        reader.get(f"/products/{ref}/")
    some = next(iter(refs.values()))
    reader.get(f"/buy/?product={some}&quantity=0&coupon=NEW20")
    for quantity in ("", "0", "many", "100", "1"):
        reader.post("/cart/add/", {"product": some, "quantity": quantity})
    reader.post("/cart/add/", {"product": some, "quantity": "1"}, headers=SWAP)
    reader.post("/buy/", {"product": some, "quantity": "1", "coupon": "EXPIRED"})


@story("harbour")
def mistyping_everything(reader: Reader, world: World) -> None:
    reader.post("/signup/", {})
    reader.post("/signup/", dict.fromkeys(NEW_PATIENT, "\u202e"))
    reader.post("/signup/", NEW_PATIENT | {"email": "zoe", "phone": "12", "password": "short", "bday_month": "13"})
    reader.post("/signup/", NEW_PATIENT | {"phone": "403 555 0100 ext. 5", "bday_day": "31", "bday_month": "2"})
    reader.post("/signup/", NEW_PATIENT | {"phone": "4" * 20, "bday_year": "1850", "province": "Nowhere"})
    reader.post("/signup/", NEW_PATIENT | {"phone": "no number", "bday_year": "2999", "gender": "x"})
    reader.post("/signup/", NEW_PATIENT | {"given_name": "x" * 200, "bday_year": "", "password": "x" * 5000})
    reader.post("/signup/", NEW_PATIENT | {"email": "ana@harbour.example"})
    reader.post("/login/", {})
    reader.post("/login/", {"email": "ana@harbour.example", "password": "not this one"})
    for _ in range(12):
        reader.post("/login/", {"email": "zed@harbour.example", "password": "no"})
    reader.post("/password/", {})
    reader.post("/password/", {"email": "ana@harbour.example"})


@story("harbour")
def filling_the_cart(reader: Reader, world: World) -> None:
    reader.add(house("harbour").product, 2)
    reader.post("/cart/coupon/", {"code": "NEW20"})
    reader.sign_in()
    line = next(iter(reader.lines().values()))
    for headers in (None, SWAP):
        for quantity in ("", "0", "many", "3"):
            reader.post(f"/cart/lines/{line}/", {"quantity": quantity}, headers=headers)
        for code in ("", "%/?", "NOPE", "EXPIRED", "MIN100", "SOON", "NEW20"):
            reader.post("/cart/coupon/", {"code": code}, headers=headers)
        reader.post("/cart/coupon/remove/", headers=headers)
    world.set_option("careportals", "price", product="HH-MAG-120", price="40.00")
    reader.get("/cart/")
    for line in reader.lines().values():
        reader.post(f"/cart/lines/{line}/remove/", headers=SWAP)


@story("harbour")
def ordering(reader: Reader, world: World) -> None:
    reader.add("Clear Skin Treatment Plan")
    reader.add("Calm Evening Magnesium")
    reader.sign_in()
    reader.get("/checkout/review/")
    for data in ({}, {"country": "US"}, {"country": "FR", "postal_code": "x"}, {"country": "BR"}, {"country": "XX"}):
        reader.post("/checkout/details/", data)
    reader.post("/checkout/details/", {"country": "US", "country_changed": "1"}, headers=SWAP)
    reader.post("/checkout/details/", ADDRESS | {"province": "Nowhere", "postal_code": "12"})
    reader.post("/checkout/payment/", {})
    reader.choose("4242")
    for choice in ({}, {"payment_method": "gone"}, {"payment_method": "new"}):
        reader.post("/checkout/payment/", choice)
    reader.post("/checkout/payment/", {"payment_method": "new", "new_payment_method": "/"})
    form = reader.review_form()
    reader.post("/checkout/review/", form | {"promise": form["promise"].replace('"quantity":1', '"quantity":9')})
    reader.post("/checkout/review/", form | {"promise": ""}, headers=SWAP)
    reader.place_order()
    reader.get("/checkout/review/")
    reader.add("Calm Evening Magnesium")
    reader.choose("0002")
    reader.place_order()
    reader.get("/checkout/review/")
    for path in ("/orders/", "/account/", "/checkout/"):
        reader.get(path)
    reader.post("/account/cards/", {"new_payment_method": "x"})


@story("harbour")
def not_knowing(reader: Reader, world: World) -> None:
    to_the_button(reader, pays="4242")
    form = reader.review_form()
    world.faults.arm("reset_after", upstream="careportals", path="*/finalize")
    world.down(upstream="careportals", path="*/payments", method="GET")
    reader.post("/checkout/review/", form)
    path = reader.attempt().get_absolute_url()
    reader.get(path, headers=SWAP)
    reader.get("/cart/")
    reader.get("/orders/")
    for state in (State.REVIEW, State.REFUSED):
        for refusal in Refusal if state == State.REFUSED else [Refusal.NONE]:
            OrderAttempt.objects.update(state=state, refusal=refusal, looked_up_at=timezone.now())
            reader.get(path)
            reader.get(path, headers=SWAP)


@story("harbour")
def what_became_of_it(reader: Reader, world: World) -> None:
    reader.add("Clear Skin Treatment Plan")
    reader.sign_in()
    reader.choose("4242")
    reader.place_order()
    path, ref = reader.attempt().get_absolute_url(), reader.attempt().order_ref
    for status in STATUSES:
        world.set_option("careportals", "order-status", order=ref, status=status)
        reader.get(path)
        reader.get("/orders/")
    world.set_option("careportals", "order-status", order=ref, status="processing")
    page = reader.post(f"{path}cancel/").content.decode()
    reader.post(f"{path}cancel/", {"confirmed": "1", "shown": "another"})
    reader.post(f"{path}cancel/", {"confirmed": "1", "shown": hidden(page, "shown")})
    reader.get(path)
    world.set_option("careportals", "product-active", product="HH-CLR-PLAN", on=False)
    reader.post(f"{path}again/")
    reader.get("/cart/")


@story("harbour")
def what_renews(reader: Reader, world: World) -> None:
    reader.sign_in()
    reader.get("/subscriptions/")
    reader.add("Clear Skin Treatment Plan")
    reader.choose("4242")
    reader.place_order()
    world.set_option("careportals", "subscriptions-as-events")
    (path,) = set(re.findall(r'href="(/subscriptions/[^/"]+/)"', reader.get("/subscriptions/").content.decode()))
    for how in ("refused", "made"):
        world.set_option("careportals", "subscription-changes", how=how)
        for change in ("next", "pause", "resume", "cancel"):
            for more in ({}, {"confirmed": "1"}, {"ask": "1"}):
                shown = re.findall(r'name="shown" value="([^"]*)"', reader.get(path).content.decode())
                reader.post(f"{path}{change}/", {"shown": (shown or [""])[0], "date": ""} | more)
                day = (timezone.localdate() + timedelta(days=30)).isoformat()
                reader.post(f"{path}{change}/", {"shown": (shown or [""])[0], "date": day} | more)
                reader.get(path)


@story("harbour")
def asking_the_bank(reader: Reader, world: World) -> None:
    reader.add(house("harbour").product)
    reader.sign_in("bo@harbour.example")
    reader.choose()
    reader.place_order()
    reader.get("/orders/")


@story("harbour")
def nothing_works(reader: Reader, world: World) -> None:
    to_the_button(reader, pays="4242")
    for fault in ("error_before", "hang_after", "garbage", "redirect", "reset_before"):
        world.faults.arm(fault, times=None, seconds=30, **({"status": 503} if fault == "error_before" else {}))
        reader.get("/cart/")
        reader.post("/cart/coupon/", {"code": "NEW20"}, headers=SWAP)
        reader.post("/cart/add/", {"product": "x", "quantity": "1"})
        reader.post("/login/", {"email": "ana@harbour.example", "password": "Harbour-2026!"})
        reader.post("/signup/", NEW_PATIENT)
        world.faults.clear()
    world.faults.arm("error_before", times=None, status=429)
    reader.get("/cart/")


@story("harbour")
def a_page_too_old(reader: Reader, world: World) -> None:
    strict = Reader(reader.host, reader.language, enforce_csrf_checks=True)
    own = {"origin": f"http://{reader.host}"}
    strict.post("/cart/coupon/", {"code": "NEW20"}, headers=own)
    strict.post("/login/", {"email": "a@b.example", "password": "x"}, headers=own)
    reader.pages |= strict.pages


@story("harbour")
def a_closed_shop(reader: Reader, world: World) -> None:
    Clinic.objects.update(is_open=False, updated_at=timezone.now())
    for clinic in Clinic.objects.all():
        clinic.save()
    reader.get("/")


@story("meadow")
def quotes_and_records(reader: Reader, world: World) -> None:
    reader.post("/signup/", NEW_PATIENT | {"email": f"zoe-{reader.language}@meadow.example", "password": "password"})
    reader.post("/signup/", NEW_PATIENT | {"email": f"zoe-{reader.language}@meadow.example"})
    for path in ("/account/", "/account/link/", "/account/link/code/"):
        reader.get(path)
    reader.post("/account/verify/")
    reader.get(mailed("/verify/"))
    reader.post(mailed("/verify/"))
    for path in ("/account/link/", "/account/link/code/"):
        reader.get(path)
        reader.post(path, {})
        reader.post(path, {"code": "12", "phone": "12", "family_name": "\u202e", "bday_day": "1"})
    reader.post("/account/link/", NEW_PATIENT)
    reader.post("/account/link/code/", {"code": "123456"})
    reader.post("/logout/")
    reader.post("/password/", {"email": f"zoe-{reader.language}@meadow.example"})
    for password in ("", "short", "password1234", "A-new-one-2026!"):
        reader.post(mailed("/password/"), {"password": password})
    reader.get("/verify/nothing/")
    reader.get("/password/nothing/")
    reader.sign_in(house("meadow").email, house("meadow").password)
    for path in ("/account/", "/account/link/", "/quotes/", "/orders/"):
        reader.get(path)
    reader.get("/bills/")
    for path in re.findall(r'href="(/quotes/[^"]+)"', reader.get("/quotes/").content.decode()):
        reader.get(path)
        reader.post(f"{path}answer/", {"answer": "accept", "shown": "another"})
        reader.post(f"{path}order/", {"shown": "another"})


@story("meadow")
def paying_in_a_hosted_form(reader: Reader, world: World) -> None:
    to_the_button(reader, "meadow")
    methods = re.findall(r'name="payment_method" value="([^"]+)"', reader.get("/checkout/payment/").content.decode())
    hosted = next(ref for ref in methods if "hosted" in ref)
    reader.post("/checkout/payment/", {"payment_method": hosted})
    reader.place_order()
    reader.post(f"{reader.attempt().get_absolute_url()}pay/another-way/")
    reader.post(f"{reader.attempt().get_absolute_url()}pay/", {})


@story("summit")
def an_invoice(reader: Reader, world: World) -> None:
    to_the_button(reader, "summit")
    reader.place_order()
    for path in ("/orders/", "/account/"):
        reader.get(path)


@story("summit")
def several_accounts_or_none(reader: Reader, world: World) -> None:
    reader.sign_in(elasticpath.NO_ACCOUNT, elasticpath.PASSWORD)
    reader.sign_in(elasticpath.TWO_ACCOUNTS, elasticpath.PASSWORD)
    reader.post("/login/account/", {})
    reader.post("/login/account/", {"account": "gone"})


def live(name: str, language: str, world: World) -> Reader:
    """The story from its beginning, in one language; afterwards nothing of it has happened."""
    slug, tell = STORIES[name]
    reader = Reader(f"{slug}.localhost", language)
    for forget in (world.reset, cache.clear, TOKEN_CACHE.clear, CIRCUIT_BREAKERS.clear):
        forget()
    before = transaction.savepoint()
    tell(reader, world)
    transaction.savepoint_rollback(before)
    return reader


def is_a_name(text: str, goods: set[str]) -> bool:
    return text.removeprefix(": ") in goods or not re.search(r"[^\W\d_]{2}", NAMES.sub("", text))


def same_in_both(language: str) -> set[str]:
    """What is written in English as in the other language, by its catalogue."""
    return {str(each.id) for each in messages.read(language) if each.id and each.id == each.string}


@pytest.mark.parametrize("name", STORIES)
def test_no_english_is_left_on_a_page(name: str, db: None, world: World, request: pytest.FixtureRequest) -> None:
    clinic: Clinic = request.getfixturevalue(STORIES[name][0])
    clinic.languages = ["en", *messages.LANGUAGES]
    clinic.save()

    goods = set(Shopper(f"{clinic.slug}.localhost").product_refs())
    english = live(name, "en", world)
    said = english.words()
    for language in messages.LANGUAGES:
        other = live(name, language, world)
        same = same_in_both(language)
        words = {text: page for text, page in other.words().items() if text not in same and not is_a_name(text, goods)}

        assert other.statuses() == english.statuses()
        assert {text: page for text, page in words.items() if text in said or ENGLISH.search(text)} == {}
