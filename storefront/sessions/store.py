"""Sessions in the database, sealed (``SESSION_ENGINE``).

The row's key is a hash of the cookie, its content is sealed for exactly that row and clinic, and what cannot be opened
is an empty session. Saving merges: only what this request changed or removed is written over what the row holds by then
(``merging`` has the rules), so two tabs never undo each other.
"""

from __future__ import annotations

import hashlib
import json
import time
from typing import Any

from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from storefront.sealing import UnsealError, seal, unseal
from storefront.sessions.digests import patient_digests
from storefront.sessions.merging import merged
from storefront.sessions.models import CHOOSING, StoredSession, patient_digest
from storefront.sessions.patient import choosable_refs, signed_in_ref

STAFF = ""
BEGUN_AT = "begun_at"
SENT_TOGETHER = 60  # seconds in which two requests of a visitor without a session may begin the same one


class SessionStore(SessionBase):
    """``clinic`` is the slug of the clinic whose host is asked, ``STAFF`` on staff hosts; None (tools) opens any row.

    A session that is shown on another clinic's host is ended, there and at home: its cookie has got around.
    """

    def __init__(self, session_key: str | None = None, clinic: str | None = None) -> None:
        super().__init__(session_key)
        self._clinic = clinic
        self._stored = "{}"  # what the row held when it was last read or written: a copy that nobody changes
        self._just_saved = False  # by this request

    def load(self) -> dict[str, Any]:
        row = StoredSession.objects.filter(key=row_key(self.session_key), expires_at__gt=timezone.now()).first()
        if row and self._clinic not in (None, row.clinic):
            row.delete()
            row = None
        data = open_row(row) if row else None
        if data is None:
            self._session_key = None
            return {}
        self._stored = json.dumps(data)
        return data

    def exists(self, session_key: str) -> bool:
        return StoredSession.objects.filter(key=row_key(session_key)).exists()

    def create(self) -> None:
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def begin(self, seed: str) -> None:
        """Begin the session of a visitor who has none.

        Requests that a browser sends together, before it knows of a session, begin the same one: those with the same
        ``seed``, which only this browser knows. A seed that was used longer ago, or none, begins one of its own.
        """
        if seed:
            self._session_key = salted_hmac("sessions.begin", f"{self._clinic}:{seed}", algorithm="sha256").hexdigest()
            self[BEGUN_AT] = int(time.time())
            try:
                self.save(must_create=True)
            except CreateError:
                if self._join():
                    return
            else:
                return
        self._session_key = None
        self.create()

    def refresh(self) -> None:
        """Take in what other requests of this session saved since, and keep what this one changed."""
        row = StoredSession.objects.filter(key=row_key(self.session_key), clinic=self._clinic or STAFF).first()
        theirs = open_row(row) if row else None
        if theirs is not None:
            self._session_cache = merged(json.loads(self._stored), dict(self.items()), theirs)
            self._stored = json.dumps(theirs)

    def save(self, must_create: bool = False) -> None:
        """Raises ``CreateError`` when the key is taken, ``UpdateError`` when the session has ended meanwhile."""
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        if self._just_saved and not must_create and json.dumps(data) == self._stored:
            return
        with transaction.atomic():
            data = self._insert(data) if must_create else self._merge(data)
        self._session_cache = data
        self._stored = json.dumps(data)
        self._just_saved = True

    def delete(self, session_key: str | None = None) -> None:
        StoredSession.objects.filter(key=row_key(session_key or self.session_key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        StoredSession.objects.filter(expires_at__lt=timezone.now()).delete()

    def _insert(self, data: dict[str, Any]) -> dict[str, Any]:
        row = StoredSession(
            key=row_key(self.session_key), clinic=self._clinic or STAFF, expires_at=self.get_expiry_date()
        )
        seal_row(row, data)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise CreateError from None
        return data

    def _merge(self, mine: dict[str, Any]) -> dict[str, Any]:
        row = StoredSession.objects.select_for_update().filter(key=row_key(self.session_key)).first()
        if row is None:
            raise UpdateError
        data = merged(json.loads(self._stored), json.loads(json.dumps(mine)), open_row(row) or {})
        self._session_cache = data  # the expiry may be one of the keys
        row.expires_at = self.get_expiry_date()
        seal_row(row, data)
        row.save(force_update=True)
        return data

    def _join(self) -> bool:
        """Go on in the session that a request sent together with this one has begun."""
        row = StoredSession.objects.filter(key=row_key(self.session_key), clinic=self._clinic or STAFF).first()
        begun = (open_row(row) or {}).get(BEGUN_AT) if row else None
        if not isinstance(begun, int) or not begun <= time.time() + 1 < begun + SENT_TOGETHER:
            return False
        self[BEGUN_AT] = begun
        self.refresh()
        self.modified = True
        return True


def end_sessions(clinic: str, patient_ref: str) -> int:
    """End every session in which this patient is signed in at this clinic, or one choice away from it.

    Gives how many there were.
    """
    if not patient_ref:
        return 0
    here = StoredSession.objects.filter(clinic=clinic, expires_at__gt=timezone.now())
    choosing = here.filter(patient__in=patient_digests(clinic, CHOOSING))
    theirs = [row.pk for row in choosing if patient_ref in refs_of(open_row(row) or {})]
    return here.filter(Q(patient__in=patient_digests(clinic, patient_ref)) | Q(pk__in=theirs)).delete()[0]


def end_all_sessions(clinic: str | None = None) -> int:
    """End every session of one clinic (``STAFF`` for those of staff), or of everybody. Gives how many there were.

    Guests' sessions go too: a session that was stolen may have been a guest's before its patient signed in.
    """
    rows = StoredSession.objects.all() if clinic is None else StoredSession.objects.filter(clinic=clinic)
    return rows.delete()[0]


def refs_of(data: dict[str, Any]) -> set[str]:
    return {signed_in_ref(data)} | choosable_refs(data)


def row_key(session_key: str | None) -> str:
    return hashlib.blake2b((session_key or "").encode(), digest_size=32).hexdigest()


def seal_row(row: StoredSession, data: dict[str, Any]) -> None:
    row.patient = patient_digest(row.clinic, data)
    row.sealed = seal(json.dumps(data), bound_to=row.binding)


def open_row(row: StoredSession) -> dict[str, Any] | None:
    try:
        return dict(json.loads(unseal(row.sealed, bound_to=row.binding)))
    except UnsealError:
        return None
