"""One press in a process of its own that ends itself, without any goodbye, at the point it is told.

The shop's code is as in production: what dies is wrapped from outside, here and only here. Each process is forked from
one that knows Django already and does nothing else, which saves a second each time.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, NoReturn
from urllib.parse import urlsplit

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

DIED = 77  # what the process answers when it died where it should
POINTS = (
    "before_claim",
    "after_claim",
    "socket_open",
    "body_sent",
    "status_read",
    "body_read",
    "before_settle",
    "after_settle",
)


@dataclass(frozen=True, slots=True)
class Press:
    """``act`` is a shell pattern of the path of the one POST; ``paying`` says that it is the payment's."""

    database: str
    point: str
    act: str
    paying: bool
    host: str
    session: str
    form: dict[str, str]


def carry_out(press: Press) -> int:
    """Press, and give what the process ended with: ``DIED``, unless it lived too long."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([__name__, "django.test", "storefront.urls"])
    child = processes.Process(target=_press, args=(press,))
    child.start()
    child.join(30)
    child.kill()
    child.join()
    return child.exitcode or 0


def _press(press: Press) -> None:
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    connection.settings_dict["NAME"] = press.database
    doom(press)
    client = Client(headers={"host": press.host})
    client.cookies[settings.SESSION_COOKIE_NAME] = press.session
    client.post("/checkout/review/", press.form)


def die() -> NoReturn:
    os._exit(DIED)


def doom(press: Press) -> None:
    """Wrap what is called at ``press.point``, so that it is the last thing this process does."""
    if "claim" in press.point:
        _die_at_claim(press)
    elif "settle" in press.point:
        _die_at_settling(press)
    else:
        _die_on_the_wire(press)


def _die_at_claim(press: Press) -> None:
    """After the claim is after its commit: that is when the licence to send exists."""
    from django.db import transaction

    from checkout.orders import transitions

    name = "claim_payment" if press.paying else "claim"
    claim = getattr(transitions, name)

    def dying(*args: Any) -> bool:
        if press.point == "before_claim":
            die()
        transaction.on_commit(die)
        return bool(claim(*args))

    setattr(transitions, name, dying)


def _die_at_settling(press: Press) -> None:
    from checkout.orders import transitions

    def dying(settle: Callable[..., bool]) -> Callable[..., bool]:
        def wrapped(*args: Any) -> bool:
            if press.point == "after_settle":
                settle(*args)
            die()

        return wrapped

    for name in ("place",) if press.paying else ("place", "ordered"):
        setattr(transitions, name, dying(getattr(transitions, name)))


def _die_on_the_wire(press: Press) -> None:
    from urllib3.connection import HTTPConnection

    from storefront.upstream import wire

    transfer, acting = wire.transfer, False

    def watched(request: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal acting
        acting = request.method == "POST" and fnmatchcase(urlsplit(request.url).path, press.act)
        answer = transfer(request, *args, **kwargs)
        if acting and press.point == "body_read":
            die()
        return answer

    def dying_after(step: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            done = step(*args, **kwargs)
            if acting:
                die()
            return done

        return wrapped

    wire.transfer = watched
    steps = {"socket_open": "connect", "body_sent": "request", "status_read": "getresponse"}
    if name := steps.get(press.point):
        setattr(HTTPConnection, name, dying_after(getattr(HTTPConnection, name)))
