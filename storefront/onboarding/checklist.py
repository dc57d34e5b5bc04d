"""Ready to go live: what is done, what is to do and what nobody here can know, each item with where to mend it.

Nothing is asked of anybody outside: an item tells what was last seen. ``with_what_is_known`` reads that for many
clinics at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list

from storefront.clinics.branding import colours, texts
from storefront.clinics.hosts import verification
from storefront.clinics.models import Clinic, Domain
from storefront.languages import english_name
from storefront.onboarding.commerce_settings import stored_settings
from storefront.onboarding.connection_test import Outcome, is_of_an_earlier_release, last_test, settings_mark
from storefront.upstream.probes import PRODUCTS
from storefront.web.hostnames import is_loopback
from storefront.web.no_mail import mail_goes

NEEDED_TEXTS = {"welcome": "welcome line", "terms_url": "terms", "privacy_url": "privacy"}
CONSOLE = "django.core.mail.backends.console.EmailBackend"
FACTORS = "memberships__user__authenticator_set"


class CheckState(StrEnum):
    DONE = "done"
    TO_DO = "to do"
    UNKNOWN = "cannot know"


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """``where`` is the page on which it is mended, empty where there is none; only ``platform`` staff may open some."""

    name: str
    state: CheckState
    says: str
    where: str = ""
    platform: bool = False


@dataclass(frozen=True, slots=True)
class Checklist:
    items: tuple[ChecklistItem, ...]

    @property
    def done(self) -> int:
        return sum(item.state is CheckState.DONE for item in self.items)

    @property
    def to_do(self) -> int:
        return sum(item.state is CheckState.TO_DO for item in self.items)

    @property
    def progress(self) -> str:
        return f"{self.done} of {len(self.items)}"


def done(name: str, says: str, where: str = "", *, platform: bool = False) -> ChecklistItem:
    return ChecklistItem(name, CheckState.DONE, says, where, platform)


def to_do(name: str, says: str, where: str = "", *, platform: bool = False) -> ChecklistItem:
    return ChecklistItem(name, CheckState.TO_DO, says, where, platform)


def unknown(name: str, says: str, where: str = "") -> ChecklistItem:
    return ChecklistItem(name, CheckState.UNKNOWN, says, where)


def checklist(clinic: Clinic) -> Checklist:
    items = (check(clinic) for check in CHECKS)
    return Checklist(tuple(item for item in items if item is not None))


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
    return [one for one in clinic.domains.all() if verification.status_of(one).is_live]


# -- the checks --------------------------------------------------------------------------------------------------------


def domain(clinic: Clinic) -> ChecklistItem:
    page = staff_page("clinics_domain_changelist") + f"?clinic__id__exact={clinic.pk}"
    if live := live_domains(clinic):
        status = verification.status_of(live[0])
        well = status.state is verification.DomainState.LIVE
        says = f"{live[0].host} is the primary domain. {status.sentence}"
        return done("Domain", says, page) if well else to_do("Domain", says, page)
    if waiting := list(clinic.domains.all()):
        return to_do("Domain", f"{waiting[0].host}: {verification.status_of(waiting[0]).sentence}", page)
    add = f"{staff_page('clinics_domain_add')}?clinic={clinic.pk}"
    return to_do("Domain", "Add the name under which patients will find the shop.", add, platform=True)


def certificate(clinic: Clinic) -> ChecklistItem:
    domains = live_domains(clinic)
    if not domains:
        return unknown("Certificate", "It comes by itself once a domain is live.")
    public = [one for one in domains if not is_loopback(one.host)]
    if not public:
        return done("Certificate", "Names that never leave the machine need none.")
    return certificates_of(public)


def certificates_of(domains: Sequence[Domain]) -> ChecklistItem:
    """One that has ended first, then one that nobody saw yet, then the one that ends next."""
    ends = sorted((one.certificate_until, one.host) for one in domains if one.certificate_until)
    if ends and ends[0][0] <= timezone.now():
        return to_do("Certificate", f"That of {ends[0][1]} has ended: look at the proxy's log.")
    if unseen := [one.host for one in domains if one.certificate_until is None]:
        says = f"None was seen yet at {unseen[0]}. Open https://{unseen[0]}/ once, then check the domain."
        return unknown("Certificate", says)
    return done("Certificate", f"Valid until {ends[0][0]:%d %B %Y}; it is renewed by itself.")


def credentials(clinic: Clinic) -> ChecklistItem:
    page = staff_page("clinics_clinic_commerce", clinic.pk)
    if clinic.is_draft:
        return to_do("Commerce settings", "Say through which upstream it sells.", page, platform=True)
    test, mark = last_test(clinic), settings_mark(clinic)
    test_page = staff_page("clinics_clinic_connection", clinic.pk)
    if not mark:
        says = "They cannot be opened with the present FIELD_KEYS: give them anew."
        return to_do("Commerce settings", says, page, platform=True)
    if test is None:
        return to_do("Commerce settings", "Stored, and never tested.", test_page)
    if test.of != mark:
        return to_do("Commerce settings", "Changed since the last test: test them again.", test_page)
    if is_of_an_earlier_release(test):
        return to_do("Commerce settings", "The last test is of an earlier release: test them again.", test_page)
    failed = [finding["name"] for finding in test.calls if finding["outcome"] != Outcome.WORKED]
    if failed:
        says = f"Tested {_day(test.at)}, and not all worked: {get_text_list(failed, 'and')}."
        return to_do("Commerce settings", says, test_page)
    return done("Commerce settings", f"Tested {_day(test.at)}: all calls worked.", test_page)


def products(clinic: Clinic) -> ChecklistItem:
    page = "" if clinic.is_draft else staff_page("clinics_clinic_connection", clinic.pk)
    count = products_at_last_test(clinic)
    if count is None:
        return unknown("Products", "A test of the connection tells how many products there are.", page)
    if count == 0:
        return to_do("Products", "The catalogue is empty: let the clinic put products on sale upstream.", page)
    return done("Products", f"{count} product{pluralize(count)} in the catalogue at the last test.", page)


def products_at_last_test(clinic: Clinic) -> int | None:
    """None where the settings as they are now were not tested, or that question was not answered."""
    test = last_test(clinic)
    if test is None or test.of != settings_mark(clinic):
        return None
    findings = {finding.get("id"): finding for finding in test.calls}
    answer = findings.get(PRODUCTS, {})
    count: int | None = answer.get("count") if answer.get("outcome") == Outcome.WORKED else None
    return count


def new_cards(clinic: Clinic) -> ChecklistItem | None:
    """Where cards are typed into the clinic's own pages: else nobody without one on file can pay."""
    kept = stored_settings(clinic)
    if "card_script" not in kept or kept.get("gateway") == "manual":
        return None
    page = staff_page("clinics_clinic_commerce", clinic.pk)
    if not kept["card_script"]:
        says = "Only patients with a card on file can pay: give the card processor's script and publishable key."
        return to_do("New cards", says, page, platform=True)
    return done("New cards", "Patients can type a card into the processor's own field.", page)


def words(clinic: Clinic) -> ChecklistItem:
    missing = [
        f"{what} ({english_name(language)})"
        for language in clinic.language_codes
        for name, what in NEEDED_TEXTS.items()
        if not getattr(texts.own(clinic, language), name, "")
    ]
    if missing:
        return to_do("Texts", f"Missing: {get_text_list(missing, 'and')}.", _page(clinic, "texts-group"))
    names = get_text_list([english_name(code) for code in clinic.language_codes], "and")
    return done("Texts", f"Welcome line, terms and privacy in {names}.", _page(clinic, "texts-group"))


def consent(clinic: Clinic) -> ChecklistItem:
    page = _page(clinic, "texts-group")
    ours = [code for code in clinic.language_codes if not getattr(texts.own(clinic, code), "consent", "")]
    if ours:
        names = get_text_list([english_name(code) for code in ours], "and")
        says = f"Ours is shown in {names}. Ask the clinic whether it is right for them, or put in their own."
        return unknown("Consent wording", says, page)
    return done("Consent wording", "The clinic's own, in each language.", page)


def contrast(clinic: Clinic) -> ChecklistItem:
    """Pages are never without contrast; that a colour is not shown as chosen is worth knowing."""
    page = _page(clinic, "clinic-branding")
    light = [check for check in colours.checks(clinic.brand_primary) if check.scheme == "light"]
    if all(check.passes for check in light):
        return done("Contrast", f"{clinic.brand_primary} can be read as it is.", page)
    shown = colours.nearest(clinic.brand_primary)
    says = f"{clinic.brand_primary} is too faint for text, so pages show {shown} instead."
    return done("Contrast", says, page)


def contacts(clinic: Clinic) -> ChecklistItem:
    page = _page(clinic, "who")
    if not clinic.support_email:
        return to_do("Support contacts", "Give the email address that patients can write to.", page)
    if not clinic.support_phone:
        return to_do("Support contacts", "Give a number too: not everybody writes.", page)
    return done("Support contacts", f"{clinic.support_email}, {clinic.support_phone}.", page)


def mail(clinic: Clinic) -> ChecklistItem:
    """Orders are told by email everywhere; where patients have their accounts here, codes and resets leave so too."""
    nowhere = not mail_goes() or settings.EMAIL_BACKEND == CONSOLE
    if nowhere or settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        accounts = "Codes for sign-up and passwords cannot be sent, nor emails about orders"
        what = accounts if clinic.keeps_accounts else "Emails about orders cannot be sent"
        return to_do("Email", f"{what}: set EMAIL_URL and DEFAULT_FROM_EMAIL on the server.")
    told = clinic.orders_email or clinic.support_email
    says = f"Sent from {settings.DEFAULT_FROM_EMAIL}; new orders are told to {told}."
    return done("Email", says, _page(clinic, "emails"))


def receipts(clinic: Clinic) -> ChecklistItem:
    """What an insurer asks for beside the name. Not every clinic has patients who are insured: it stops nothing."""
    page = _page(clinic, "receipts")
    if clinic.postal_address:
        return done("Receipts", "They have the clinic's postal address.", page)
    return unknown(
        "Receipts", "Without a postal address: insurers ask for it, and for tax and registration numbers.", page
    )


def second_factor(clinic: Clinic) -> ChecklistItem:
    people = [membership.user for membership in clinic.memberships.all() if membership.user.is_active]
    without = [one.username for one in people if not has_authenticator(one)]
    page = staff_page("auth_user_changelist")
    if not people:
        says = "Nobody at the clinic can sign in here: platform staff look after it alone."
        return done("Clinic staff", says, page, platform=True)
    if without:
        says = f"No second factor set up yet: {get_text_list(without, 'and')}. They are asked when they next sign in."
        return to_do("Clinic staff", says, page, platform=True)
    return done("Clinic staff", "All sign in with a second factor.", page, platform=True)


def sandbox_mark(clinic: Clinic) -> ChecklistItem:
    page = _page(clinic, "selling")
    if clinic.is_sandbox:
        says = "Pages say that orders are for trying out. Take the mark off when they are not."
        return to_do("Sandbox mark", says, page, platform=True)
    return done("Sandbox mark", "Off: orders are real.", page, platform=True)


def open_(clinic: Clinic) -> ChecklistItem:
    page = _page(clinic, "selling")
    if clinic.is_open:
        return done("Open", "Patients can buy.", page)
    return to_do("Open", "Closed: open it when the items above are done.", page)


def has_authenticator(user: User) -> bool:
    return any(each.confirmed for each in user.authenticator_set.all())


CHECKS: tuple[Callable[[Clinic], ChecklistItem | None], ...] = (
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
    receipts,
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
