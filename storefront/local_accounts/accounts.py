"""The ``Accounts`` port by accounts of our own, each with a chart at the upstream."""

from __future__ import annotations

import structlog
from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from storefront.clinics.models import Clinic
from storefront.local_accounts import mail, tokens
from storefront.local_accounts.charts import Charts
from storefront.local_accounts.models import AccountEvent, LocalAccount
from storefront.local_accounts.sessions import access_of, current_account
from storefront.sessions.digests import email_digests
from storefront.upstream.errors import (
    Busy,
    OutcomeUnknown,
    Refused,
    SignedOut,
    SignInRefused,
    SignUpRefused,
    Unreadable,
    UpstreamError,
)
from storefront.upstream.types import Access, NewPatient, Profile, SignedInAccount

NAME = "local accounts"
EVENT = AccountEvent.Kind

log = structlog.stdlib.get_logger(__name__)


class LocalAccounts:
    """The account is written down first, then the chart is made with our id on it; a later sign-in completes it."""

    def __init__(self, clinic: Clinic, charts: Charts) -> None:
        self.clinic = clinic
        self.charts = charts

    def sign_up(self, patient: NewPatient) -> None:
        """``SignUpRefused``: the address has an account (its owner is told), or the upstream takes no such chart."""
        account = self._write_down(patient)
        if account is None:
            self._tell_owner(patient.email)
            raise SignUpRefused(NAME, "the address has an account")
        try:
            self._keep_chart(account, self._create_chart(account))
        except UpstreamError as error:
            if isinstance(error, Refused) and not isinstance(error, Busy):
                self.clinic.local_accounts.filter(pk=account.pk, patient_ref="").delete()
                raise SignUpRefused(NAME, "the chart was refused") from None
            log.warning("chart_not_made_yet", clinic=self.clinic.slug, error_class=type(error).__name__)
        AccountEvent.record(account, EVENT.SIGNED_UP)
        self.send_verification(account)

    def sign_in(self, email: str, password: str) -> tuple[SignedInAccount, ...]:
        account = self._find(email)
        if account is None:
            make_password(password)  # takes as long as a check
            raise SignInRefused(NAME, "no such pair")
        if not check_password(password, account.password, lambda raw: self._rehash(account, raw)):
            raise SignInRefused(NAME, "no such pair")
        return (self.enter(account),)

    def forgot_password(self, email: str) -> None:
        """A letter is written for an unknown address too, and thrown away: both take the same time.

        How many may be asked for is limited where they are asked for: there it is known who asks.
        """
        account = self._find(email)
        letter = self._reset_letter(account or self._stranger(email))
        if account:
            mail.send_soon(letter)
        else:
            mail.pretend_to_send(letter)

    def profile(self, access: Access) -> Profile:
        return self.charts.profile(self.account_of(access).patient_ref)

    def account_of(self, access: Access) -> LocalAccount:
        """Raises ``SignedOut`` when this sign-in has ended."""
        account = current_account(self.clinic, access)
        if account is None:
            raise SignedOut(NAME, "the sign-in has ended")
        return account

    def enter(self, account: LocalAccount) -> SignedInAccount:
        """Sign in whoever has proven to be the owner. Makes the chart where it is missing."""
        if not account.patient_ref:
            self._complete(account)
        if account.sealed_by_an_old_key:
            account.seal_person(account.person)
            account.change(sealed_person=account.sealed_person, email_digest=account.email_digest)
        AccountEvent.record(account, EVENT.SIGNED_IN)
        person = account.person
        return SignedInAccount(access_of(account), Profile(person.given_name, person.family_name, person.email))

    def send_verification(self, account: LocalAccount) -> None:
        email = account.person.email
        if account.email_verified_at is None and mail.may_send(self.clinic, email, "verify"):
            link = self._link("local:verify", tokens.make(tokens.VERIFY, account))
            mail.send_soon(mail.compose(self.clinic, email, _("Confirm your email address"), "verify", link=link))

    def confirm_email(self, account: LocalAccount) -> bool:
        """False when it was confirmed meanwhile."""
        confirmed = account.change("email_verified_at", email_verified_at=timezone.now())
        if confirmed:
            AccountEvent.record(account, EVENT.EMAIL_CONFIRMED)
        return confirmed

    def change_password(self, account: LocalAccount, password: str) -> bool:
        """By a mailed link, which proves the address too. Every sign-in ends. False when it was changed meanwhile."""
        changed = account.change(
            "password",
            "epoch",
            password=make_password(password),
            epoch=account.epoch + 1,
            email_verified_at=account.email_verified_at or timezone.now(),
        )
        if changed:
            AccountEvent.record(account, EVENT.PASSWORD_CHANGED)
            self._tell_of_new_password(account)
        return changed

    def change_own_password(self, account: LocalAccount, old: str, password: str) -> bool:
        """By a patient who is signed in. False where ``old`` is wrong, or it was changed meanwhile.

        Every sign-in ends, this one too: whoever calls begins it anew.
        """
        if not check_password(old, account.password):
            return False
        with transaction.atomic():
            changed = account.change("password", "epoch", password=make_password(password), epoch=account.epoch + 1)
            if changed:
                AccountEvent.record(account, EVENT.PASSWORD_REPLACED)
                self._tell_of_new_password(account)
        return changed

    def _tell_of_new_password(self, account: LocalAccount) -> None:
        """The owner has to know, whoever did it. Sent however often: nobody can cause it but with the password."""
        reset, subject = self._link("patients:password"), _("Your password was changed")
        mail.send_soon(mail.compose(self.clinic, account.person.email, subject, "password_changed", reset=reset))

    def _find(self, email: str) -> LocalAccount | None:
        return self.clinic.local_accounts.filter(email_digest__in=email_digests(self.clinic.slug, email)).first()

    def _write_down(self, patient: NewPatient) -> LocalAccount | None:
        """None when the address is taken. The password is hashed either way, which is what takes the time."""
        account = LocalAccount(clinic=self.clinic, password=make_password(patient.password))
        account.seal_person(patient)
        if self._find(patient.email):
            return None
        try:
            with transaction.atomic():
                account.save()
        except IntegrityError:  # somebody was quicker
            return None
        return account

    def _tell_owner(self, email: str) -> None:
        account = self._find(email)
        if account and mail.may_send(self.clinic, email, "taken"):
            login, reset = self._link("patients:login"), self._link("patients:password")
            subject = _("You already have an account")
            mail.send_soon(mail.compose(self.clinic, account.person.email, subject, "taken", login=login, reset=reset))

    def _reset_letter(self, account: LocalAccount) -> mail.Email:
        link = self._link("local:reset", tokens.make(tokens.RESET, account))
        return mail.compose(self.clinic, account.person.email, _("Choose a new password"), "reset", link=link)

    def _stranger(self, email: str) -> LocalAccount:
        """Like an account, and kept nowhere."""
        account = LocalAccount(clinic=self.clinic)
        account.seal_person(NewPatient("", "", email, password=""))
        return account

    def _complete(self, account: LocalAccount) -> None:
        """An earlier try may have made the chart after all, so look first."""
        try:
            found = self.charts.find_by_external_id(str(account.external_id))
            self._keep_chart(account, found or self._create_chart(account))
        except SignUpRefused:  # nothing the patient could correct here: staff must know
            raise Unreadable(NAME, "the chart of an account is refused") from None

    def _create_chart(self, account: LocalAccount) -> str:
        """Where the answer is lost, or says that there is one, look for the chart by our id."""
        external_id = str(account.external_id)
        try:
            return self.charts.create(account.person, external_id)
        except Busy:
            raise
        except (OutcomeUnknown, Unreadable, Refused):
            found = self.charts.find_by_external_id(external_id)
            if found is None:
                raise
            return found

    def _keep_chart(self, account: LocalAccount, patient_ref: str) -> None:
        """From now on phone, birth date and the like are the chart's alone."""
        person = account.person
        account.seal_person(NewPatient(person.given_name, person.family_name, person.email, password=""))
        try:
            with transaction.atomic():
                account.change(patient_ref=patient_ref, sealed_person=account.sealed_person)
        except IntegrityError:
            raise Unreadable(NAME, "the chart of an account is another account's") from None

    def _rehash(self, account: LocalAccount, password: str) -> None:
        """Django's hashers have grown stronger since."""
        account.change("password", password=make_password(password))

    def _link(self, page: str, *args: str) -> str:
        return self.clinic.origin() + reverse(page, args=args)
