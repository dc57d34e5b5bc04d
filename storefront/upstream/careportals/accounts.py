"""Sign-up, sign-in, reset and profile. Patient API: "Create a Patient", "Login", "Reset Password", "Profiles"."""

from __future__ import annotations

from storefront.upstream.careportals.apis import Apis, no
from storefront.upstream.careportals.readers.people import read_profile, read_signed_in
from storefront.upstream.errors import Misconfigured, NotFound, SignInRefused, SignUpRefused
from storefront.upstream.types import Access, NewPatient, Profile, SignedInAccount
from storefront.upstream.wire import Call

NOT_OURS = {403: Misconfigured}  # nobody is signed in yet, so it is the organization that is not allowed


class CarePortalsAccounts:
    def __init__(self, apis: Apis) -> None:
        self._apis = apis

    def sign_up(self, patient: NewPatient) -> None:
        """``POST /users``: 409 for a taken address, 406 for whatever is invalid, without saying what."""
        taken_or_invalid = (400, 406, 409, 422)
        reply = self._apis.patient.send(
            Call("POST", "/users", json=_user(patient), accept=taken_or_invalid, refusals=NOT_OURS)
        )
        if reply.refused:
            raise no(reply, SignUpRefused, "the account was not made")

    def sign_in(self, email: str, password: str) -> tuple[SignedInAccount, ...]:
        """``POST /auth/login``: the answer holds the token and when it ends; there is no refresh."""
        body = {"username": email, "password": password}
        reply = self._apis.patient.send(Call("POST", "/auth/login", json=body, accept=(400, 401), refusals=NOT_OURS))
        if reply.refused:
            raise no(reply, SignInRefused, "the sign-in was refused")
        return (read_signed_in(reply),)

    def forgot_password(self, email: str) -> None:
        """``POST /auth/forgot``: an e-mail follows. An address they do not know is nobody's business."""
        body = {"email": email}
        reply = self._apis.patient.send(
            Call("POST", "/auth/forgot", json=body, accept=(400, 404), refusals=NOT_OURS, empty=True)
        )
        if reply.refused and not isinstance(answer := no(reply, NotFound, "no such address"), NotFound):
            raise answer

    def profile(self, access: Access) -> Profile:
        """``GET /users/account``."""
        headers = self._apis.account_headers
        return read_profile(self._apis.patient.send(Call("GET", "/users/account", token=access.token, headers=headers)))


def _user(patient: NewPatient) -> dict[str, str | bool]:
    texts = {
        "email": patient.email,
        "firstName": patient.given_name,
        "lastName": patient.family_name,
        "gender": patient.gender,
        "phone": patient.phone,
        "dob": patient.birth_date.isoformat() if patient.birth_date else "",
        "password": patient.password,
        "provinceCode": patient.province,
    }
    return {name: text for name, text in texts.items() if text} | {"acceptMarketing": patient.accept_marketing}
