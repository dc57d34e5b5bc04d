"""What is kept of an authenticator app opens nothing by itself, and no code of it is taken twice."""

from __future__ import annotations

import threading
from base64 import b32encode
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import serializers
from django.db import connection
from django.test import Client
from pytest_django import Settings

from storefront.sealing import UnsealError
from storefront.staff import second_factor
from storefront.staff.totp import STEP, Authenticator, code
from tests.staff.people import PASSWORD, clinic_person, code_of, stranger

SECRET = b"twenty-bytes-of-luck"
NEW_KEY = "a-new-first-key-of-the-ring-0123456789"


@pytest.fixture
def claire(db: None) -> User:
    return clinic_person()


def test_a_dump_of_the_table_holds_no_secret_in_any_writing(claire: User) -> None:
    Authenticator.give(claire, SECRET)

    dump = serializers.serialize("json", Authenticator.objects.all())

    for writing in (SECRET.decode(), SECRET.hex(), b32encode(SECRET).decode()):
        assert writing.lower() not in dump.lower()
    assert Authenticator.objects.get().secret == SECRET


def test_a_secret_that_was_moved_to_another_row_opens_nothing(claire: User) -> None:
    hers, his = Authenticator.give(claire), Authenticator.give(clinic_person(name="carl"))
    Authenticator.objects.filter(pk=his.pk).update(sealed_secret=hers.sealed_secret)

    with pytest.raises(UnsealError):
        _ = Authenticator.objects.get(pk=his.pk).secret
    assert second_factor.verify(his.user, code(hers.secret)) is None


def test_an_app_that_is_used_follows_a_rotation_of_the_keys(claire: User, settings: Settings) -> None:
    Authenticator.give(claire, SECRET)
    settings.FIELD_KEYS = (NEW_KEY, *settings.FIELD_KEYS)

    assert second_factor.verify(claire, code_of(claire))

    settings.FIELD_KEYS = (NEW_KEY,)
    assert Authenticator.objects.get().secret == SECRET


def test_an_app_whose_key_is_gone_lets_nobody_in_and_says_so_in_the_log(
    claire: User, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    Authenticator.give(claire, SECRET)
    settings.FIELD_KEYS = (NEW_KEY,)

    assert second_factor.verify(claire, code(SECRET)) is None

    assert "cannot be opened with the present FIELD_KEYS" in caplog.text


@pytest.mark.parametrize(("later", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_the_clock_of_an_app_may_be_half_a_minute_off(claire: User, later: int, taken: bool) -> None:
    Authenticator.give(claire, SECRET)
    with time_machine.travel(1_800_000_000, tick=False):
        assert bool(second_factor.verify(claire, code(SECRET, later))) is taken


def test_after_a_code_none_of_an_earlier_moment_is_taken(claire: User) -> None:
    Authenticator.give(claire, SECRET)
    with time_machine.travel(1_800_000_000, tick=False):
        assert second_factor.verify(claire, code(SECRET, 1))
        assert not second_factor.verify(claire, code(SECRET, 1))
        assert not second_factor.verify(claire, code(SECRET, 0))
    with time_machine.travel(1_800_000_000 + 2 * STEP, tick=False):
        assert second_factor.verify(claire, code(SECRET))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["of the app", "for recovery"])
def test_of_eight_sign_ins_with_one_code_at_the_same_moment_one_comes_through(kind: str) -> None:
    user = clinic_person()
    Authenticator.give(user, SECRET)
    recovery = second_factor.new_recovery_codes(user)[0]
    typed = code(SECRET) if kind == "of the app" else recovery
    together = threading.Barrier(8)

    def come_in(n: int) -> int:
        browser: Client = stranger()
        browser.defaults["REMOTE_ADDR"] = f"203.0.113.{n}"
        together.wait(60)
        try:
            sent = {"username": user.username, "password": PASSWORD, "code": typed}
            return browser.post("/admin/login/", sent).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(come_in, range(8)))

    assert sorted(answers) == [302] + [422] * 7


def test_an_app_is_told_everything_by_the_url_of_the_qr_code(claire: User) -> None:
    url = urlsplit(Authenticator.give(claire, SECRET).url)

    assert (url.scheme, url.netloc, unquote(url.path)) == ("otpauth", "totp", "/Clinic storefront:claire")
    assert dict(parse_qsl(url.query)) == {
        "secret": b32encode(SECRET).decode(),
        "issuer": "Clinic storefront",
        "algorithm": "SHA1",
        "digits": "6",
        "period": "30",
    }


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B: its secret for SHA-1, and the last six digits of what it shows at each moment."""
    for moment, shown in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        with time_machine.travel(moment, tick=False):
            assert code(b"12345678901234567890") == shown
