"""Clinics on the staff host: added in two steps, changed by those who may, and secrets go in and never come out."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains

from storefront import commerce
from storefront.backoffice.clinics.clinic import ClinicAdmin
from storefront.clinics.models import Clinic
from storefront.sessions.models import StoredSession
from storefront.staff.models import Action, StaffEvent
from tests.staff.people import asks_for_code, clinic_staff, platform_staff
from tests.world import CAREPORTALS, DECODA, ELASTICPATH

pytestmark = pytest.mark.django_db
SECRET = "sk_live_canary_0123456789"
TABLE = f'kind = "decoda"\ntenant = "lumina"\napi_key = "{SECRET}"\n'
LIST = "/admin/clinics/clinic/"
NEW = {
    "name": "Meadow Aesthetics",
    "slug": "",
    "languages_0": ["en"],
    "languages_1": "en",
    "country": "CA",
    "currency": "CAD",
    "support_email": "help@meadow.example",
    "support_phone": "",
}
PAGE = NEW | {"slug": "meadow", "brand_primary": "#0b6e4f", "logo": "", "is_open": "on"}


@pytest.fixture
def staff(db):
    return platform_staff("staff")


@pytest.fixture
def meadow(make_clinic):
    return make_clinic("meadow", DECODA | {"api_key": SECRET})


def page_of(clinic, name="change"):
    return f"{LIST}{clinic.pk}/{name}/"


def read(browser, path):
    reply = browser.get(path)
    assert reply.status_code == 200, path
    return reply.content.decode()


def inlines_of(browser, clinic):
    """The rows that the page would send unchanged, so that a change is only what a test changes."""
    page = read(browser, page_of(clinic))
    fields = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and "-" in name[1] and "__prefix__" not in name[1] and "checkbox" not in tag and "file" not in tag:
            fields[name[1]] = value[1] if value else ""
    return fields


def saved(browser, clinic, *coupons, **changes):
    """The clinic's page sent with these coupons, new or (with an ``id``) known."""
    rows = {f"coupons-{n}-{name}": value for n, coupon in enumerate(coupons) for name, value in coupon.items()}
    known = sum("id" in coupon for coupon in coupons)
    counts = {"coupons-TOTAL_FORMS": len(coupons), "coupons-INITIAL_FORMS": known}
    return browser.post(page_of(clinic), inlines_of(browser, clinic) | PAGE | rows | counts | changes)


# -- a clinic from nothing ---------------------------------------------------------------------------------------------


def test_a_clinic_from_nothing_is_a_closed_draft_and_leads_on_to_its_commerce_settings(staff):
    reply = staff.post(f"{LIST}add/", NEW)

    draft = Clinic.objects.get()
    assert reply["Location"] == page_of(draft, "commerce")
    assert (draft.slug, draft.is_open, draft.is_draft) == ("meadow-aesthetics", False, True)
    page = read(staff, page_of(draft, "commerce"))
    assert "CarePortals" in page
    assert "Decoda Health" in page
    assert "Elastic Path" in page


@pytest.mark.parametrize(
    ("typed", "kept"), [("(403) 555-0142", "+14035550142"), ("+44 20 7946 0018", "+442079460018"), ("", "")]
)
def test_a_telephone_number_is_taken_as_people_write_it(staff, typed, kept):
    staff.post(f"{LIST}add/", NEW | {"country": "CA", "support_phone": typed})

    assert Clinic.objects.get().support_phone == kept


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ({"support_phone": "call us"}, "Enter a phone number with its area code, such as"),
        ({"support_phone": "555"}, "This phone number is too short."),
        ({"support_email": "care@clinic"}, "Give an email address in the usual form, such as help@clinic.example."),
    ],
)
def test_contacts_that_reach_nobody_are_refused_with_what_to_do(staff, typed, answer):
    page = staff.post(f"{LIST}add/", NEW | typed).content.decode()

    assert answer in page
    assert not Clinic.objects.exists()


def test_a_slug_is_each_clinics_own(staff, meadow):
    page = staff.post(f"{LIST}add/", NEW | {"name": "Meadow"}).content.decode()

    assert "Another clinic has “meadow”" in page
    assert Clinic.objects.count() == 1


def test_a_name_that_makes_no_slug_needs_one(staff):
    page = staff.post(f"{LIST}add/", NEW | {"name": "健康"}).content.decode()

    assert "give a slug, such as harbour" in page
    assert not Clinic.objects.exists()


def test_no_page_of_a_draft_breaks(staff, make_clinic):
    draft = make_clinic("meadow")
    Clinic.objects.update(sealed_commerce="", commerce_kind="", is_open=False)

    for name in ("change", "ready", "commerce", "connection", "history"):
        read(staff, page_of(draft, name))
    assert "Draft" in read(staff, LIST)
    reply = staff.post(page_of(draft, "connection"), follow=True)
    assert "no commerce settings yet" in reply.content.decode()
    visitor = Client(headers={"host": "meadow.localhost"})
    for path in ("/", "/login/", "/orders/", "/cart/", "/brand.css"):
        assert visitor.get(path).status_code in {200, 302, 303, 502, 503}, path


def test_a_draft_cannot_be_opened(staff, make_clinic):
    draft = make_clinic("meadow")
    Clinic.objects.update(sealed_commerce="", commerce_kind="", is_open=False)

    reply = saved(staff, draft)

    assert "give its commerce settings first" in reply.content.decode()
    assert not Clinic.objects.get().is_open


# -- commerce settings -------------------------------------------------------------------------------------------------

FIELDS = {
    "decoda": {"api": "https://api.decodahealth.com", "app": "https://app.decodahealth.com", "tenant": "lumina"},
    "careportals": {key: CAREPORTALS[key] for key in ("patient_api", "public_api", "organization")}
    | {"patient_prefix": "/patient", "public_prefix": "/public"},
    "elasticpath": {key: value for key, value in ELASTICPATH.items() if key not in {"kind", "client_secret"}},
}


@pytest.mark.parametrize(
    ("kind", "secrets"),
    [("decoda", {"api_key": SECRET}), ("careportals", {}), ("elasticpath", {"client_secret": SECRET})],
)
def test_settings_are_typed_into_fields_of_their_kind(staff, make_clinic, kind, secrets):
    draft = make_clinic("meadow")
    Clinic.objects.update(sealed_commerce="", commerce_kind="", is_open=False)

    reply = staff.post(f"{page_of(draft, 'commerce')}?kind={kind}", FIELDS[kind] | secrets)

    assert reply["Location"] == page_of(draft, "connection")
    stored = Clinic.objects.get()
    assert stored.commerce_kind == kind
    assert stored.commerce.items() >= (FIELDS[kind] | secrets).items()


def test_a_secret_is_never_shown_again_but_for_its_last_four(staff, meadow):
    page = read(staff, page_of(meadow, "commerce"))

    assert SECRET not in page
    assert "ends in …6789" in page
    assert re.search(r'<input type="password" name="api_key"[^>]*autocomplete="new-password"', page)
    assert 'value="lumina"' in page


def test_of_a_short_secret_nothing_is_shown(staff, make_clinic):
    clinic = make_clinic("meadow", DECODA | {"api_key": "abc-4711"})

    page = read(staff, page_of(clinic, "commerce"))

    assert "4711" not in page
    assert "Stored, not shown" in page


def test_an_empty_secret_keeps_what_is_stored(staff, meadow):
    staff.post(f"{page_of(meadow, 'commerce')}?kind=decoda", FIELDS["decoda"] | {"tenant": "lumina2", "api_key": ""})

    stored = Clinic.objects.get().commerce
    assert (stored["tenant"], stored["api_key"]) == ("lumina2", SECRET)


def test_a_secret_of_another_kind_is_not_kept(staff, meadow):
    reply = staff.post(f"{page_of(meadow, 'commerce')}?kind=elasticpath", FIELDS["elasticpath"] | {"client_secret": ""})

    assert reply.status_code == 200
    assert "This is needed." in reply.content.decode()
    assert Clinic.objects.get().commerce_kind == "decoda"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"tenant": ""}, "This is needed."),
        ({"tenant": "x" * 301}, "This is too long: 300 characters at most."),
        ({"api": "http://api.decodahealth.com"}, "This must start with https://"),
        ({"api": "https://user:pass@api.decodahealth.com"}, "This must not carry a user name or password"),
        ({"api": "https://10.0.0.1"}, "This must name a public host"),
        ({"app": "https://app.decodahealth.com/?a=b"}, "This must have no query"),
    ],
)
def test_a_wrong_setting_is_said_beside_its_field_and_no_secret_comes_back(staff, meadow, typed, says):
    sent = FIELDS["decoda"] | {"api_key": "sk_canary_other_999"} | typed
    page = staff.post(f"{page_of(meadow, 'commerce')}?kind=decoda", sent).content.decode()

    assert says in page
    assert "sk_canary" not in page
    assert Clinic.objects.get().commerce["api_key"] == SECRET


@pytest.mark.parametrize("header", ["", "[clinic.commerce]\n", "[commerce]\n"])
def test_the_table_of_a_clinics_file_can_be_pasted(staff, make_clinic, header):
    clinic = make_clinic("meadow")

    reply = staff.post(page_of(clinic, "commerce"), {"table": header + TABLE})

    assert reply.status_code == 302
    assert Clinic.objects.get().commerce["api_key"] == SECRET


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("", "This field is required"),
        ("kind =", "This is not TOML."),
        ('kind = "decoda"', "commerce.tenant: missing; expected a name"),
        (TABLE + 'tennant = "x"', "commerce.tennant: unknown key; known here are kind, api"),
        ('kind = "shopify"', "commerce.kind: expected one of careportals, decoda, elasticpath"),
        (TABLE + 'api = "http://169.254.169.254"', "commerce.api: must start with https://"),
        ('kind = "decoda"\ntenant = "lumina"\napi_key = "env:SECRET_KEY"', "api_key: give the value itself"),
    ],
)
def test_a_table_that_is_wrong_is_refused_with_a_sentence_and_not_shown_again(staff, meadow, table, says):
    page = staff.post(page_of(meadow, "commerce"), {"table": table}).content.decode()

    assert says in page.replace("&quot;", '"')
    assert SECRET not in page
    assert Clinic.objects.get().commerce["api_key"] == SECRET


def test_the_log_names_the_settings_that_changed_and_no_value(staff, meadow, caplog):
    staff.post(f"{page_of(meadow, 'commerce')}?kind=decoda", FIELDS["decoda"] | {"api_key": "sk_canary_other_999"})

    event = StaffEvent.objects.filter(action=Action.CHANGED).get()
    assert (event.clinic, event.detail) == (meadow, "Commerce settings: api, api_key, app")
    history = read(staff, page_of(meadow, "history"))
    assert "sk_canary" not in history + caplog.text


def test_what_belongs_together_is_asked_for_by_the_names_of_the_boxes(staff, harbour):
    sent = FIELDS["careportals"] | {"card_script": "https://js.example/v3/"}

    page = html.unescape(staff.post(f"{page_of(harbour, 'commerce')}?kind=careportals", sent).content.decode())

    assert "This upstream needs both “Card script” and “Publishable key”, or neither." in page


def test_orders_in_doubt_keep_the_clinic_where_they_are(staff, meadow, monkeypatch):
    monkeypatch.setattr(commerce, "orders_in_doubt", lambda clinic: 2)
    address = f"{page_of(meadow, 'commerce')}?kind="

    for kind, sent in (
        ("careportals", FIELDS["careportals"]),
        ("decoda", FIELDS["decoda"] | {"tenant": "another", "api_key": "sk_canary_other_999"}),
    ):
        page = staff.post(address + kind, sent).content.decode()
        assert "2 of this clinic" in page
        assert "Settle them first" in page
    assert Clinic.objects.get().commerce == meadow.commerce

    staff.post(address + "decoda", FIELDS["decoda"] | {"api_key": "sk_canary_other_999"})
    assert Clinic.objects.get().commerce["api_key"] == "sk_canary_other_999"


@pytest.mark.parametrize(
    ("typed", "ended"), [({"api": "https://other.decoda.example"}, True), ({"tenant": "other"}, True), ({}, False)]
)
def test_patients_are_signed_out_where_their_tokens_would_go_to_somebody_else(staff, make_clinic, typed, ended):
    clinic = make_clinic("meadow", DECODA | FIELDS["decoda"])
    later = timezone.now() + timedelta(hours=1)
    for slug in ("meadow", "harbour"):
        StoredSession.objects.create(key=slug, clinic=slug, sealed="", expires_at=later)

    staff.post(f"{page_of(clinic, 'commerce')}?kind=decoda", FIELDS["decoda"] | {"api_key": SECRET} | typed)

    assert Clinic.objects.get().commerce["api_key"] == SECRET
    assert StoredSession.objects.filter(key="harbour").exists()
    assert StoredSession.objects.filter(key="meadow").exists() is not ended


def test_settings_want_a_fresh_code(staff, meadow):
    session = staff.session
    session["staff"] = session["staff"] | {"code": 0}
    session.save()

    for send in (staff.get, staff.post):
        assert asks_for_code(send(page_of(meadow, "commerce")))


def test_settings_that_can_no_longer_be_opened_are_asked_for_anew(staff, meadow):
    Clinic.objects.update(sealed_commerce="not ours")

    assert "cannot be opened with the present FIELD_KEYS" in read(staff, page_of(meadow, "commerce"))
    assert "cannot be opened" in read(staff, page_of(meadow, "ready"))
    read(staff, LIST)
    staff.post(f"{page_of(meadow, 'commerce')}?kind=decoda", FIELDS["decoda"] | {"api_key": SECRET})
    assert Clinic.objects.get().commerce["api_key"] == SECRET


# -- the test of the connection ----------------------------------------------------------------------------------------


def test_a_test_of_the_connection_is_pressed_shown_and_logged(staff, meadow, world):
    assert "never tested" in read(staff, page_of(meadow, "connection"))
    assert not world.ledger.calls

    page = staff.post(page_of(meadow, "connection"), follow=True).content.decode()

    assert "Not all calls worked" in page
    assert "Check the tenant and its API key" in page
    assert re.search(r"GET /tenant/public</code> <span>answered 401, \d+ ms", page)
    assert SECRET not in page
    assert StaffEvent.objects.get(action=Action.TESTED).detail == "not all worked"


def test_a_connection_is_not_tested_again_and_again(staff, meadow, world):
    pages = [staff.post(page_of(meadow, "connection"), follow=True).content.decode() for _press in range(8)]

    assert ["It was tested 6 times within a minute: wait" in page for page in pages] == [False] * 6 + [True] * 2
    assert StaffEvent.objects.filter(action=Action.TESTED).count() == 6


# -- two people on one page -------------------------------------------------------------------------------------------


def seen_on(browser, clinic):
    return re.search(r'name="_seen" value="([^"]+)"', read(browser, page_of(clinic)))[1]


def test_a_shop_that_was_closed_meanwhile_is_not_opened_by_a_page_from_before(staff, meadow):
    from_before = seen_on(staff, meadow)
    saved(staff, meadow, is_open="")

    reply = saved(staff, meadow, is_open="on", _seen=from_before)

    assertContains(reply, "Somebody else saved this clinic while you had its page open")
    assert not Clinic.objects.get().is_open


def test_who_was_told_may_put_theirs_in_its_place(staff, meadow):
    from_before = seen_on(staff, meadow)
    saved(staff, meadow, name="Theirs")
    told = saved(staff, meadow, name="Ours", _seen=from_before).content.decode()

    saved(staff, meadow, name="Ours", _seen=re.search(r'name="_seen" value="([^"]+)"', told)[1])

    assert Clinic.objects.get().name == "Ours"


def test_the_page_leaves_settings_alone_that_are_stored_at_the_same_moment(staff, meadow, monkeypatch):
    other = Clinic.objects.get()
    other.set_commerce(CAREPORTALS)

    def stored_just_before(*args, **kwargs):
        Clinic.objects.update(commerce_kind=other.commerce_kind, sealed_commerce=other.sealed_commerce)
        return real(*args, **kwargs)

    real = ClinicAdmin.save_model
    monkeypatch.setattr(ClinicAdmin, "save_model", stored_just_before)
    saved(staff, meadow, name="Meadow Clinic")

    after = Clinic.objects.get()
    assert (after.name, after.commerce_kind) == ("Meadow Clinic", "careportals")


def test_a_host_is_added_on_its_own_page_only_which_asks_for_a_fresh_code(staff, meadow):
    rows = {"domains-TOTAL_FORMS": "2", "domains-INITIAL_FORMS": "1", "domains-1-host": "new.example"}

    assert saved(staff, meadow, **rows).status_code == 302

    assert [domain.host for domain in meadow.domains.all()] == ["meadow.localhost"]
    assertContains(staff.get(page_of(meadow)), f'href="/admin/clinics/domain/add/?clinic={meadow.pk}"')


# -- roles -------------------------------------------------------------------------------------------------------------


def test_clinic_staff_change_how_their_clinic_looks_and_sells_and_nothing_else(meadow):
    claire = clinic_staff(meadow)
    changes = {
        "name": "Meadow Clinic",
        "brand_primary": "#123456",
        "support_email": "new@meadow.example",
        "is_open": "",
        "slug": "stolen",
        "languages_0": ["fr"],
        "languages_1": "fr",
        "country": "US",
        "currency": "JPY",
        "is_sandbox": "on",
        "commerce_kind": "careportals",
        "sealed_commerce": "x",
        "domains-TOTAL_FORMS": "2",
        "domains-INITIAL_FORMS": "1",
        "domains-1-host": "evil.example",
    }

    assert saved(claire, meadow, **changes).status_code == 302

    after = Clinic.objects.get()
    assert (after.name, after.brand_primary, after.is_open) == ("Meadow Clinic", "#123456", False)
    assert after.support_email == "new@meadow.example"
    fixed = ("slug", "languages", "country", "currency", "is_sandbox", "commerce_kind", "sealed_commerce")
    assert [getattr(after, name) for name in fixed] == [getattr(meadow, name) for name in fixed]
    assert [domain.host for domain in after.domains.all()] == ["meadow.localhost"]


def test_clinic_staff_see_the_checklist_and_cannot_touch_settings(meadow, world):
    claire = clinic_staff(meadow)

    assert "Ready to go live" in read(claire, page_of(meadow, "ready"))
    assert page_of(meadow, "commerce") not in read(claire, page_of(meadow)) + read(claire, page_of(meadow, "ready"))
    assert "Test again" not in read(claire, page_of(meadow, "connection"))
    for send in (claire.get, claire.post):
        assert send(page_of(meadow, "commerce"), {"table": TABLE}).status_code == 403
    assert claire.post(page_of(meadow, "connection")).status_code == 403
    assert not world.ledger.calls
    assert claire.get(f"{LIST}add/").status_code == 403


@pytest.mark.parametrize("name", ["change", "ready", "commerce", "connection", "history"])
def test_another_clinic_does_not_exist_for_clinic_staff(make_clinic, meadow, name):
    other = make_clinic("harbour")
    claire = clinic_staff(meadow)

    assert claire.get(page_of(other, name)).status_code in {302, 403, 404}
    assert "Harbour" not in read(claire, LIST)


# -- the list ----------------------------------------------------------------------------------------------------------


def test_the_list_says_where_each_clinic_stands(staff, make_clinic, meadow):
    make_clinic("harbour")
    make_clinic("summit", ELASTICPATH, is_open=False)
    make_clinic("ridge", ELASTICPATH, is_sandbox=True)
    Clinic.objects.get(slug="harbour").domains.all().delete()

    page = read(staff, LIST)

    for word in ("Decoda Health", "meadow.localhost", "Live", "No domain", "Closed", "Sandbox"):
        assert word in page
    assert re.search(r"\d+ of \d+</a>", page)
    found = read(staff, f"{LIST}?q=meadow.localhost")
    assert "Summit" not in found
    for state, shown, hidden in (("closed", "Summit", "Ridge"), ("sandbox", "Ridge", "Summit"), ("draft", "", "Ridge")):
        filtered = read(staff, f"{LIST}?state={state}").split('id="result_list"')[-1].split("</form>")[0]
        assert shown in filtered
        assert f">{hidden} Health" not in filtered


def test_a_longer_list_costs_no_more_questions(staff, make_clinic):
    make_clinic("harbour")
    staff.get(LIST)
    with CaptureQueriesContext(
        connection,
    ) as few:
        staff.get(LIST)
    for number in range(5):
        make_clinic(f"clinic{number}", DECODA)
    with CaptureQueriesContext(connection) as many:
        staff.get(LIST)

    assert len(many) == len(few)


def test_without_its_database_the_admin_says_so_plainly_and_the_log_says_why(staff):
    failing = patch.object(ClinicAdmin, "get_queryset", side_effect=OperationalError("storefront@db.internal"))
    with failing, pytest.raises(OperationalError):
        staff.get(LIST)

    staff.raise_request_exception = False
    with failing:
        reply = staff.get(LIST)
    assert reply.status_code == 500
    assert "db.internal" not in reply.content.decode()


def test_a_clinic_host_has_no_admin(harbour):
    assert Client().get("/admin/", headers={"host": "harbour.localhost"}).status_code == 404


# -- coupons: kept here for a clinic whose upstream has none -----------------------------------------------------------


def test_staff_add_change_and_take_away_codes(staff, meadow):
    reply = saved(staff, meadow, {"code": "welcome10", "percent": "10"}, {"code": "TAKE20", "amount": "20"})
    assert reply.status_code == 302
    take, welcome = meadow.coupons.all()
    assert (take.code, take.amount, welcome.code, welcome.percent) == ("TAKE20", 20, "WELCOME10", 10)
    assert 'value="20.00"' in read(staff, page_of(meadow))

    gone = {"id": take.pk, "code": "TAKE20", "amount": "20", "DELETE": "on"}
    once = {"id": welcome.pk, "code": "WELCOME10", "percent": "15", "per_patient": "1", "expires": "2027-01-31"}
    assert saved(staff, meadow, gone, once).status_code == 302

    welcome = meadow.coupons.get()
    assert (welcome.percent, welcome.per_patient, str(welcome.expires)) == (15, 1, "2027-01-31")


def test_clinic_staff_keep_their_own_codes(meadow):
    assert saved(clinic_staff(meadow), meadow, {"code": "SPRING", "percent": "10"}).status_code == 302

    assert meadow.coupons.get().code == "SPRING"


def test_how_often_each_code_was_used_is_asked_once(staff, meadow, monkeypatch):
    asked = []

    def counts(clinic):
        asked.append(clinic)
        return {"SPRING": 41}

    monkeypatch.setattr(commerce, "coupon_counts", counts)
    saved(staff, meadow, {"code": "SPRING", "percent": "10"}, {"code": "SUMMER", "percent": "10"})
    asked.clear()

    page = read(staff, page_of(meadow))

    assert re.search(r"Used so far.*?41.*?Used so far.*?0", page, re.S)
    assert asked == [meadow]


def test_new_credentials_leave_the_codes_alone(staff, meadow):
    saved(staff, meadow, {"code": "WELCOME10", "percent": "10"})

    staff.post(page_of(meadow, "commerce"), {"table": TABLE.replace(SECRET, "sk_live_new")})

    meadow.refresh_from_db()
    assert meadow.commerce["api_key"] == "sk_live_new"
    assert meadow.coupons.get().code == "WELCOME10"


@pytest.mark.parametrize(
    ("coupon", "says"),
    [
        ({"code": "TWO WORDS", "percent": "10"}, "Give letters, digits, hyphens and underscores"),
        ({"code": "BOTH", "percent": "10", "amount": "5"}, "Give either a percentage or an amount."),
        ({"code": "NEITHER"}, "Give either a percentage or an amount."),
        ({"code": "ALL", "percent": "101"}, "less than or equal to 100"),
        ({"code": "NONE", "percent": "0"}, "greater than or equal to 1"),
        ({"code": "FINE", "amount": "5.001"}, "Give an amount of CAD, such as 20."),
        ({"code": "LESS", "amount": "-5"}, "Give an amount of CAD, such as 20."),
        ({"code": "MIN", "percent": "5", "minimum": "0"}, "Give an amount of CAD, such as 20."),
        ({"code": "BACK", "percent": "5", "starts": "2027-02-01", "expires": "2027-01-31"}, "before the first"),
        ({"code": "NEVER", "percent": "5", "uses": "0"}, "greater than or equal to 1"),
    ],
)
def test_a_coupon_that_cannot_work_is_said_beside_its_field(staff, meadow, coupon, says):
    reply = saved(staff, meadow, coupon)

    assert reply.status_code == 200
    assert says in reply.content.decode()
    assert not meadow.coupons.exists()


def test_a_code_is_given_once_in_any_case(staff, meadow):
    reply = saved(staff, meadow, {"code": "SPRING", "percent": "10"}, {"code": "spring", "percent": "20"})

    assert "Please correct the duplicate data" in reply.content.decode()
    assert not meadow.coupons.exists()


def test_a_currency_without_cents_wants_codes_without_them(staff, meadow):
    saved(staff, meadow, {"code": "TAKE", "amount": "20.50"})
    kept = {"id": meadow.coupons.get().pk, "code": "TAKE", "amount": "20.50"}

    reply = saved(staff, meadow, kept, currency="JPY")

    assert "Give an amount of JPY, such as 20." in reply.content.decode()


def test_where_the_upstream_has_codes_none_are_kept_here(staff, harbour):
    assert "coupons-TOTAL_FORMS" not in read(staff, page_of(harbour))
