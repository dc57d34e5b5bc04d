"""The signed-in patient, kept in the sealed session. The only module that spells these keys.

Lives until sign-out, ``PATIENT_IDLE`` without a page, ``PATIENT_ABSOLUTE``, or the end of the upstream's token:
whichever comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from storefront.upstream.types import Access, Profile, SignedInAccount

PATIENT = "patient"
CHOICE = "account_choice"
CHOICE_ENDS = "account_choice_ends_at"
ENDED = "patient_ended"  # whose session ended by itself, so that the next page can say so


@dataclass(frozen=True, slots=True)
class PatientSession:
    access: Access
    name: str
    email: str
    ends_at: datetime
    seen_at: datetime
    given_name: str = ""
    family_name: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> PatientSession | None:
        """The patient of this request; an expired one is ended here, and whatever is in the cart stays."""
        kept = request.session.get(PATIENT)
        if kept is None:
            return None
        try:
            patient = cls._load(kept)
        except (KeyError, TypeError, ValueError):  # written by another version of this program: sign in again
            del request.session[PATIENT]
            return None
        now = timezone.now()
        if now >= patient.ends_at or now >= patient.seen_at + settings.PATIENT_IDLE:
            patient.expire(request)
            return None
        return patient.touch(request) if now >= patient.seen_at + settings.SESSION_TOUCH else patient

    @classmethod
    def begin(cls, request: HttpRequest, signed_in: SignedInAccount) -> PatientSession:
        """Sign in: a new session key, so that a planted one is worth nothing."""
        now = timezone.now()
        access, profile = signed_in.access, signed_in.profile
        latest = now + settings.PATIENT_ABSOLUTE
        ends_at = min(latest, access.expires_at or latest)
        name = f"{profile.given_name} {profile.family_name}".strip()
        patient = cls(access, name, profile.email, ends_at, now, profile.given_name, profile.family_name)
        request.session.cycle_key()
        for over in (ENDED, CHOICE, CHOICE_ENDS):
            request.session.pop(over, None)
        request.session[PATIENT] = patient._dump()
        request.patient = patient  # type: ignore[attr-defined]
        return patient

    def touch(self, request: HttpRequest) -> PatientSession:
        """The patient is still there: the idle clock starts anew."""
        seen = replace(self, seen_at=timezone.now())
        request.session[PATIENT] = seen._dump()
        return seen

    @property
    def seconds_left(self) -> int:
        """Until this sign-in ends by itself, if nothing more is pressed."""
        return max(int((min(self.ends_at, self.seen_at + settings.PATIENT_IDLE) - timezone.now()).total_seconds()), 0)

    @property
    def seconds_at_most(self) -> int:
        """Until this sign-in ends however much is pressed."""
        return max(int((self.ends_at - timezone.now()).total_seconds()), 0)

    def expire(self, request: HttpRequest) -> None:
        """The sign-in is over but nobody signed out: the same patient finds everything again."""
        request.session.pop(PATIENT, None)
        request.session[ENDED] = self.access.patient_ref
        request.patient = None  # type: ignore[attr-defined]

    def _dump(self) -> dict[str, Any]:
        return {
            "access": dump_access(self.access),
            "name": self.name,
            "email": self.email,
            "ends_at": self.ends_at.isoformat(),
            "seen_at": self.seen_at.isoformat(),
            "given_name": self.given_name,
            "family_name": self.family_name,
        }

    @classmethod
    def _load(cls, kept: dict[str, Any]) -> PatientSession:
        return cls(
            access=load_access(kept["access"]),
            name=kept["name"],
            email=kept["email"],
            ends_at=datetime.fromisoformat(kept["ends_at"]),
            seen_at=datetime.fromisoformat(kept["seen_at"]),
            given_name=kept.get("given_name", ""),
            family_name=kept.get("family_name", ""),
        )


def load_access(kept: dict[str, Any]) -> Access:
    expires_at = kept.get("expires_at")
    return Access(**(kept | {"expires_at": datetime.fromisoformat(expires_at) if expires_at else None}))


def dump_access(access: Access) -> dict[str, Any]:
    return asdict(access) | {"expires_at": access.expires_at.isoformat() if access.expires_at else None}


def signed_in_ref(session: Mapping[str, Any]) -> str:
    """Who is signed in in the content of a session: the upstream's id of the patient, or empty."""
    try:
        return str(session[PATIENT]["access"]["patient_ref"])
    except (KeyError, TypeError):
        return ""


def choosable_refs(session: Mapping[str, Any]) -> set[str]:
    """Who may yet be signed in in the content of a session: a member who is choosing between accounts."""
    try:
        return {str(each["access"]["patient_ref"]) for each in session.get(CHOICE, ())}
    except (KeyError, TypeError):
        return set()


def ended_patient(request: HttpRequest) -> str:
    """Whose sign-in ended by itself in this session, or empty."""
    return str(request.session.get(ENDED, ""))


class PatientMiddleware:
    """Sets ``request.patient`` on clinic hosts; needs the session and host middleware before it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        clinic = getattr(request, "clinic", None)
        request.patient = PatientSession.of(request) if clinic else None  # type: ignore[attr-defined]
        return self.get_response(request)


def keep_choice(request: HttpRequest, accounts: tuple[SignedInAccount, ...]) -> None:
    """The member signed in rightly and has several accounts: kept until one is chosen, for ``PATIENT_IDLE`` at most."""
    request.session.cycle_key()
    request.session[CHOICE] = [
        {"access": dump_access(each.access), "profile": asdict(each.profile)} for each in accounts
    ]
    request.session[CHOICE_ENDS] = (timezone.now() + settings.PATIENT_IDLE).isoformat()


def load_choice(request: HttpRequest) -> tuple[SignedInAccount, ...]:
    """Empty when there is nothing to choose, or the time for it is over: the password is asked for again."""
    now = timezone.now()
    try:
        in_time = now < datetime.fromisoformat(request.session[CHOICE_ENDS])
        kept = request.session[CHOICE] if in_time else ()
        accounts = [
            SignedInAccount(load_access(each["access"]), Profile(**(each["profile"] | {"address": None})))
            for each in kept
        ]
    except (KeyError, TypeError, ValueError):  # there is none, or another version of this program wrote it
        accounts = []
    alive = tuple(each for each in accounts if each.access.expires_at is None or now < each.access.expires_at)
    if not alive:
        for over in (CHOICE, CHOICE_ENDS):
            request.session.pop(over, None)
    return alive
