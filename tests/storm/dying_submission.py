"""One submission in a process of its own that ends itself, without any goodbye, at the point it is told.

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
    "before_resolve",
    "after_resolve",
)


@dataclass(frozen=True, slots=True)
class Submission:
    """``act`` is a shell pattern of the path of the one POST; ``paying`` says that it is the payment's."""

    database: str
    point: str
    act: str
    paying: bool
    host: str
    session: str
    form: dict[str, str]


def carry_out(submit: Submission) -> int:
    """Submission, and give what the process ended with: ``DIED``, unless it lived too long."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([__name__, "django.test", "storefront.urls"])
    child = processes.Process(target=_submit, args=(submit,))
    child.start()
    child.join(30)
    child.kill()
    child.join()
    return child.exitcode or 0


def _submit(submit: Submission) -> None:
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    connection.settings_dict["NAME"] = submit.database
    doom(submit)
    client = Client(headers={"host": submit.host})
    client.cookies[settings.SESSION_COOKIE_NAME] = submit.session
    client.post("/checkout/review/", submit.form)


def die() -> NoReturn:
    os._exit(DIED)


def doom(submit: Submission) -> None:
    """Wrap what is called at ``submit.point``, so that it is the last thing this process does."""
    if "claim" in submit.point:
        _die_at_claim(submit)
    elif "resolve" in submit.point:
        _die_at_resolving(submit)
    else:
        _die_on_the_wire(submit)


def _die_at_claim(submit: Submission) -> None:
    """After the claim is after its commit: that is when the licence to send exists."""
    from django.db import transaction

    from checkout.orders import transitions

    name = "claim_payment" if submit.paying else "claim"
    claim = getattr(transitions, name)

    def dying(*args: Any) -> bool:
        if submit.point == "before_claim":
            die()
        transaction.on_commit(die)
        return bool(claim(*args))

    setattr(transitions, name, dying)


def _die_at_resolving(submit: Submission) -> None:
    from checkout.orders import transitions

    def dying(resolve: Callable[..., bool]) -> Callable[..., bool]:
        def wrapped(*args: Any) -> bool:
            if submit.point == "after_resolve":
                resolve(*args)
            die()

        return wrapped

    for name in ("place",) if submit.paying else ("place", "ordered"):
        setattr(transitions, name, dying(getattr(transitions, name)))


def _die_on_the_wire(submit: Submission) -> None:
    from urllib3.connection import HTTPConnection

    from storefront.upstream import wire

    transfer, acting = wire.transfer, False  # type: ignore[attr-defined]

    def watched(request: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal acting
        acting = request.method == "POST" and fnmatchcase(urlsplit(request.url).path, submit.act)
        answer = transfer(request, *args, **kwargs)
        if acting and submit.point == "body_read":
            die()
        return answer

    def dying_after(step: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            done = step(*args, **kwargs)
            if acting:
                die()
            return done

        return wrapped

    wire.transfer = watched  # type: ignore[attr-defined]
    steps = {"socket_open": "connect", "body_sent": "request", "status_read": "getresponse"}
    if name := steps.get(submit.point):
        setattr(HTTPConnection, name, dying_after(getattr(HTTPConnection, name)))
