"""What needs a fresh code of the second factor: one of the last ``STAFF_FRESH_CODE``, whatever the sign-in's age.

``@needs_fresh_code`` guards a view, ``FreshToChange`` the forms of a ``ModelAdmin``. Who has none is sent to give one
and comes back to the same page: before a form is filled in. Where that time ended while it was, the code is asked
for where the form was sent to; what was typed travels along, sealed, and is taken up with the code.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from storefront.limits import policy, who
from storefront.limits.words import please_wait
from storefront.sealing import UnsealError, seal, unseal
from storefront.staff import second_factor
from storefront.staff.audit import record
from storefront.staff.forms import CodeForm
from storefront.staff.models import Action
from storefront.staff.session import code_given, fresh, in_words

__all__ = ["WRONG_CODE", "FreshToChange", "ask_for_code", "give_code", "needs_fresh_code"]

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

HELD = "_held"  # the field of what was typed before the code
WRONG_CODE = (
    "This code did not work. Each code is taken once: wait for the next one, and check the clock of the device that "
    "shows it."
)


def ask_for_code(request: HttpRequest) -> HttpResponse | None:
    """The answer that asks for a code, or None where there is one: then ``request`` holds what was meant to be sent."""
    if request.method == "POST" and HELD in request.POST:
        return _take_up(request)
    if fresh(request):
        return None
    if request.method == "POST" and not request.FILES:  # a file does not travel: it is chosen anew
        return _page(request, _hold(request), CodeForm())
    return HttpResponseRedirect(f"{reverse('admin:again')}?{urlencode({'next': request.get_full_path()})}")


def give_code(request: HttpRequest, form: CodeForm) -> str:
    """Take the code of a sign-in that goes on; gives what is wrong with it, or nothing."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - the site lets nobody else in
    if wait := policy.STAFF_CODE.wait(**who.staff(request, user.get_username())):
        return please_wait(wait)
    if not form.is_valid() or not second_factor.verify(user, form.cleaned_data["code"]):
        record(request, Action.CODE_REFUSED)
        return WRONG_CODE
    policy.STAFF_CODE.let_in(**who.staff(request, user.get_username()))
    code_given(request)
    record(request, Action.CODE_GIVEN)
    return ""


# -- what was typed before the code ------------------------------------------------------------------------------------


def _hold(request: HttpRequest) -> str:
    """Sealed, because passwords may be in it, for this URL in this session: elsewhere it is worth nothing."""
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    return seal(typed.urlencode(), bound_to=_place(request))


def _take_up(request: HttpRequest) -> HttpResponse | None:
    held = request.POST[HELD]
    try:
        typed = QueryDict(unseal(held, bound_to=_place(request)))
    except UnsealError:  # of a sign-in that is over
        return HttpResponseRedirect(request.get_full_path())
    if not fresh(request):
        form = CodeForm(request.POST)
        if problem := give_code(request, form):
            return _page(request, held, form, problem)
    request.POST = typed
    return None


def _place(request: HttpRequest) -> str:
    return f"held:{request.session.session_key}:{request.get_full_path()}"


def _page(request: HttpRequest, held: str, form: CodeForm, problem: str = "") -> HttpResponse:
    if problem:
        form.fields["code"].widget.attrs.pop("autofocus", None)  # the problem is read first
    more = again_context() | {"form": form, "held": held, "held_field": HELD, "problem": problem}
    response = render(request, "admin/again.html", admin.site.each_context(request) | more, status=422)
    add_never_cache_headers(response)
    return response


def again_context() -> dict[str, Any]:
    return {"title": "A fresh code", "fresh_for": in_words(settings.STAFF_FRESH_CODE)}


# -- who asks ----------------------------------------------------------------------------------------------------------


def needs_fresh_code(view: View[P]) -> View[P]:
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return ask_for_code(request) or view(request, *args, **kwargs)

    return guarded


class FreshToChange(admin.ModelAdmin):  # type: ignore[type-arg]
    """For a ``ModelAdmin`` whose adding, changing and deleting need a fresh code. Reading does not."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        may = self.has_change_permission(request) if object_id else self.has_add_permission(request)
        asked = ask_for_code(request) if may else None
        return asked or super().changeform_view(request, object_id, form_url, extra_context)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Actions on many rows at once are sent from the list."""
        asked = ask_for_code(request) if request.method == "POST" else None
        return asked or super().changelist_view(request, extra_context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        asked = ask_for_code(request) if self.has_delete_permission(request) else None
        return asked or super().delete_view(request, object_id, extra_context)
