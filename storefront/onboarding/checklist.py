"""Ready to go live: what is done, what is to do and what nobody here can know, each line with where to mend it.

Nothing is asked of anybody outside: a line tells what was last seen. ``with_what_is_known`` reads that for many clinics
at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list

from storefront.clinics.branding import colours, texts
from storefront.clinics.hosts import verification
from storefront.clinics.models import LANGUAGE_NAMES, Clinic, Domain
from storefront.onboarding.commerce_settings import stored_settings
from storefront.onboarding.connection_test import Outcome, last_test, settings_mark
from storefront.web.hostnames import is_loopback

NEEDED_TEXTS = {"welcome": "welcome line", "terms_url": "terms", "privacy_url": "privacy"}
NO_MAIL = {"django.core.mail.backends.console.EmailBackend", "django.core.mail.backends.dummy.EmailBackend"}
FACTORS = "memberships__user__authenticator_set"


class State(StrEnum):
    DONE = "done"
    TO_DO = "to do"
    UNKNOWN = "cannot know"


@dataclass(frozen=True, slots=True)
class Line:
    """``where`` is the page on which it is mended, empty where there is none; only ``platform`` staff may open some."""

    name: str
    state: State
    says: str
    where: str = ""
    platform: bool = False


@dataclass(frozen=True, slots=True)
class Checklist:
    lines: tuple[Line, ...]

    @property
    def done(self) -> int:
        return sum(line.state is State.DONE for line in self.lines)

    @property
    def to_do(self) -> int:
        return sum(line.state is State.TO_DO for line in self.lines)

    @property
    def progress(self) -> str:
        return f"{self.done} of {len(self.lines)}"


def checklist(clinic: Clinic) -> Checklist:
    lines = (ask(clinic) for ask in LINES)
    return Checklist(tuple(line for line in lines if line is not None))


def with_what_is_known(clinics: QuerySet[Clinic]) -> QuerySet[Clinic]:
    return clinics.select_related("connection").prefetch_related("domains", "texts", FACTORS)


def selling_state(clinic: Clinic) -> str:
    """In a word: what a patient finds."""
    if clinic.is_draft:
        return "draft"
    if not clinic.is_open:
        return "closed"
    if not live_domains(clinic):
        return "no domain"
    return "sandbox" if clinic.is_sandbox else "live"


def live_domains(clinic: Clinic) -> list[Domain]:
    return [one for one in clinic.domains.all() if verification.state(one).is_live]


# -- the lines ---------------------------------------------------------------------------------------------------------


def domain(clinic: Clinic) -> Line:
    page = staff_page("clinics_domain_changelist") + f"?clinic__id__exact={clinic.pk}"
    if live := live_domains(clinic):
        standing = verification.state(live[0])
        well = standing.state is verification.State.LIVE
        says = f"{live[0].host} is the primary domain. {standing.sentence}"
        return Line("Domain", State.DONE if well else State.TO_DO, says, page)
    if waiting := list(clinic.domains.all()):
        return Line("Domain", State.TO_DO, f"{waiting[0].host}: {verification.state(waiting[0]).sentence}", page)
    add = f"{staff_page('clinics_domain_add')}?clinic={clinic.pk}"
    return Line("Domain", State.TO_DO, "Add the name under which patients will find the shop.", add, platform=True)


def certificate(clinic: Clinic) -> Line:
    domains = live_domains(clinic)
    if domains and all(is_loopback(one.host) for one in domains):
        return Line("Certificate", State.DONE, "Names that never leave the machine need none.")
    if not domains:
        return Line("Certificate", State.UNKNOWN, "It comes by itself once a domain is live.")
    ends = {one.host: one.certificate_until for one in domains if not is_loopback(one.host)}
    if ended := [name for name, until in ends.items() if until and until <= timezone.now()]:
        return Line("Certificate", State.TO_DO, f"That of {ended[0]} has ended: look at the proxy's log.")
    if unseen := [name for name, until in ends.items() if until is None]:
        says = f"None was seen yet at {unseen[0]}. Open https://{unseen[0]}/ once, then check the domain."
        return Line("Certificate", State.UNKNOWN, says)
    first: datetime = min(until for until in ends.values() if until)
    return Line("Certificate", State.DONE, f"Valid until {first:%d %B %Y}; it is renewed by itself.")


def credentials(clinic: Clinic) -> Line:
    page = staff_page("clinics_clinic_commerce", clinic.pk)
    if clinic.is_draft:
        return Line("Commerce settings", State.TO_DO, "Say through which upstream it sells.", page, platform=True)
    test, mark = last_test(clinic), settings_mark(clinic)
    test_page = staff_page("clinics_clinic_connection", clinic.pk)
    if not mark:
        says = "They cannot be opened with the present FIELD_KEYS: give them anew."
        return Line("Commerce settings", State.TO_DO, says, page, platform=True)
    if test is None:
        return Line("Commerce settings", State.TO_DO, "Stored, and never tested.", test_page)
    if test.of != mark:
        return Line("Commerce settings", State.TO_DO, "Changed since the last test: test them again.", test_page)
    failed = [finding["name"] for finding in test.calls if finding["outcome"] != Outcome.WORKED]
    if failed:
        says = f"Tested {_day(test.at)}, and not all worked: {get_text_list(failed, 'and')}."
        return Line("Commerce settings", State.TO_DO, says, test_page)
    return Line("Commerce settings", State.DONE, f"Tested {_day(test.at)}: all calls worked.", test_page)


def products(clinic: Clinic) -> Line:
    page = "" if clinic.is_draft else staff_page("clinics_clinic_connection", clinic.pk)
    test = last_test(clinic)
    known = test is not None and test.of == settings_mark(clinic)
    finding = next((one for one in test.calls if one["name"] == "The shelf"), None) if test and known else None
    if finding is None or finding["outcome"] != Outcome.WORKED:
        return Line("Products", State.UNKNOWN, "A test of the connection tells how many products there are.", page)
    if finding["says"].startswith("0 "):
        return Line(
            "Products", State.TO_DO, "The catalogue is empty: let the clinic put products on sale upstream.", page
        )
    return Line("Products", State.DONE, f"{finding['says']} in the catalogue at the last test.", page)


def new_cards(clinic: Clinic) -> Line | None:
    """Where cards are typed into the clinic's own pages: else nobody without one on file can pay."""
    kept = stored_settings(clinic)
    if "card_script" not in kept or kept.get("gateway") == "manual":
        return None
    page = staff_page("clinics_clinic_commerce", clinic.pk)
    if not kept["card_script"]:
        says = "Only patients with a card on file can pay: give the card processor's script and publishable key."
        return Line("New cards", State.TO_DO, says, page, platform=True)
    return Line("New cards", State.DONE, "Patients can type a card into the processor's own field.", page)


def words(clinic: Clinic) -> Line:
    missing = [
        f"{what} ({LANGUAGE_NAMES.get(language, language)})"
        for language in clinic.language_codes
        for name, what in NEEDED_TEXTS.items()
        if not getattr(texts.own(clinic, language), name, "")
    ]
    if missing:
        return Line("Texts", State.TO_DO, f"Missing: {get_text_list(missing, 'and')}.", _page(clinic, "texts-group"))
    names = get_text_list([LANGUAGE_NAMES.get(code, code) for code in clinic.language_codes], "and")
    return Line("Texts", State.DONE, f"Welcome line, terms and privacy in {names}.", _page(clinic, "texts-group"))


def consent(clinic: Clinic) -> Line:
    page = _page(clinic, "texts-group")
    ours = [code for code in clinic.language_codes if not getattr(texts.own(clinic, code), "consent", "")]
    if ours:
        names = get_text_list([LANGUAGE_NAMES.get(code, code) for code in ours], "and")
        says = f"Ours is shown in {names}. Ask the clinic whether it is right for them, or put in their own."
        return Line("Consent wording", State.UNKNOWN, says, page)
    return Line("Consent wording", State.DONE, "The clinic's own, in each language.", page)


def contrast(clinic: Clinic) -> Line:
    """Pages are never without contrast; that a colour is not shown as chosen is worth knowing."""
    page = _page(clinic, "branding")
    light = [check for check in colours.checks(clinic.brand_primary) if "dark" not in check.what]
    if all(check.passes for check in light):
        return Line("Contrast", State.DONE, f"{clinic.brand_primary} can be read as it is.", page)
    shown = colours.nearest(clinic.brand_primary)
    says = f"{clinic.brand_primary} is too faint for text, so pages show {shown} instead."
    return Line("Contrast", State.DONE, says, page)


def contacts(clinic: Clinic) -> Line:
    page = _page(clinic, "who")
    if not clinic.support_email:
        return Line("Support contacts", State.TO_DO, "Give the email address that patients can write to.", page)
    if not clinic.support_phone:
        return Line("Support contacts", State.TO_DO, "Give a number too: not everybody writes.", page)
    return Line("Support contacts", State.DONE, f"{clinic.support_email}, {clinic.support_phone}.", page)


def mail(clinic: Clinic) -> Line | None:
    """Where patients have their accounts here, codes and resets leave by email."""
    if not clinic.keeps_accounts:
        return None
    if settings.EMAIL_BACKEND in NO_MAIL or settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        says = "Codes for sign-up and passwords cannot be sent: set EMAIL_URL and DEFAULT_FROM_EMAIL on the server."
        return Line("Email", State.TO_DO, says)
    return Line("Email", State.DONE, f"Sent from {settings.DEFAULT_FROM_EMAIL}.")


def second_factor(clinic: Clinic) -> Line:
    people = [membership.user for membership in clinic.memberships.all() if membership.user.is_active]
    without = [one.username for one in people if not has_authenticator(one)]
    page = staff_page("auth_user_changelist")
    if not people:
        says = "Nobody at the clinic can sign in here: platform staff look after it alone."
        return Line("Clinic staff", State.DONE, says, page, platform=True)
    if without:
        says = f"No second factor set up yet: {get_text_list(without, 'and')}. They are asked when they next sign in."
        return Line("Clinic staff", State.TO_DO, says, page, platform=True)
    return Line("Clinic staff", State.DONE, "All sign in with a second factor.", page, platform=True)


def sandbox_mark(clinic: Clinic) -> Line:
    page = _page(clinic, "selling")
    if clinic.is_sandbox:
        says = "Pages say that orders are for trying out. Take the mark off when they are not."
        return Line("Sandbox mark", State.TO_DO, says, page, platform=True)
    return Line("Sandbox mark", State.DONE, "Off: orders are real.", page, platform=True)


def open_(clinic: Clinic) -> Line:
    page = _page(clinic, "selling")
    if clinic.is_open:
        return Line("Open", State.DONE, "Patients can buy.", page)
    return Line("Open", State.TO_DO, "Closed: open it when the lines above are done.", page)


def has_authenticator(user: User) -> bool:
    return any(each.confirmed for each in user.authenticator_set.all())


LINES: tuple[Callable[[Clinic], Line | None], ...] = (
    credentials,
    products,
    new_cards,
    domain,
    certificate,
    words,
    consent,
    contrast,
    contacts,
    mail,
    second_factor,
    sandbox_mark,
    open_,
)


def staff_page(name: str, *args: Any) -> str:
    """Also outside a request to a staff host."""
    return reverse(f"admin:{name}", settings.STAFF_URLCONF, args)


def _page(clinic: Clinic, section: str) -> str:
    return f"{staff_page('clinics_clinic_change', clinic.pk)}#{section}"


def _day(moment: datetime) -> str:
    return f"{moment:%d %B %Y, %H:%M} UTC"
