"""Sign-up, sign-in and profile: account members of the store's password profile (document "Account Management")."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from storefront.upstream.elasticpath.api import UPSTREAM, Api, Caller
from storefront.upstream.elasticpath.readers.access import member_of, read_accounts
from storefront.upstream.elasticpath.readers.people import read_first_address, read_member
from storefront.upstream.elasticpath.readers.problems import no
from storefront.upstream.errors import NoAccount, NotFound, Refused, SignInRefused, SignUpRefused, UpstreamError
from storefront.upstream.types import Access, NewPatient, Profile, SignedInAccount
from storefront.upstream.wire import Reply

TOKENS = "/v2/account-members/tokens"
TYPE = "account_management_authentication_token"
MOST_ACCOUNTS = 100  # more to a page are refused


class ElasticPathAccounts:
    def __init__(self, api: Api) -> None:
        self._api = api

    def sign_up(self, patient: NewPatient) -> None:
        """Mechanism ``self_signup``. A taken name, an invalid one and a closed sign-up are answered alike."""
        person = {
            "name": f"{patient.given_name} {patient.family_name}".strip(),
            "email": patient.email,
            "given_name": patient.given_name,
            "family_name": patient.family_name,
        }
        reply = self._tokens("self_signup", patient.email, patient.password, person)
        if reply.refused:
            raise no(reply, SignUpRefused, "the account was not made")

    def sign_in(self, email: str, password: str) -> tuple[SignedInAccount, ...]:
        """Mechanism ``password``. One entry per account, 100 at most.

        ``NoAccount`` for a member who signed in rightly and has no account to buy
        for: the clinic has to open one.
        """
        reply = self._tokens("password", email, password, {})
        if reply.refused:
            raise no(reply, SignInRefused, "the sign-in was refused")
        accesses = read_accounts(reply)
        if not accesses:
            raise reply.error(NoAccount, "no account")
        profile = self._greeting(accesses[0], email)
        return tuple(SignedInAccount(access, profile) for access in accesses)

    def forgot_password(self, email: str) -> None:
        """Their codes go to a webhook of the merchant's, who would have to mail them: not offered."""
        raise Refused(UPSTREAM, "passwords are reset by the clinic")

    def profile(self, access: Access) -> Profile:
        """``GET /v2/account-members/{id}``, and of ``GET /v2/accounts/{id}/addresses`` the first."""
        profile = self._member(access)
        route = "/v2/accounts/{account}/addresses"
        reply = self._api.send("GET", route, Caller.of(access), account=access.patient_ref)
        if reply.refused:
            raise no(reply, NotFound, "no addresses of this account")
        address, phone = read_first_address(reply)
        return replace(profile, address=address, phone=phone)

    def _tokens(self, mechanism: str, email: str, password: str, more: dict[str, str]) -> Reply:
        """A refused sign-in is a 400, in the specification a 401. Names are kept in lower case and compared exactly."""
        data: dict[str, Any] = {
            "type": TYPE,
            "authentication_mechanism": mechanism,
            "password_profile_id": self._api.settings.password_profile_id,
            "username": email.lower(),
            "password": password,
        }
        query = {"page[limit]": MOST_ACCOUNTS}
        return self._api.send("POST", TOKENS, json={"data": data | more}, query=query, judged=(401,))

    def _greeting(self, access: Access, email: str) -> Profile:
        """The sign-in tells the account's name and not the member's, and holds without it."""
        try:
            profile = self._member(access)
        except UpstreamError:
            profile = Profile(given_name=access.account_name)
        return replace(profile, email=profile.email or email)

    def _member(self, access: Access) -> Profile:
        if not (member := member_of(access)):
            return Profile(given_name=access.account_name)
        reply = self._api.send("GET", "/v2/account-members/{member}", Caller.of(access), member=member)
        if reply.refused:
            raise no(reply, NotFound, "no such account member")
        return read_member(reply)
