"""A few pages with which the platform can be tried without the shop."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"this is {request.clinic.slug if request.clinic else 'staff'}")  # type: ignore[attr-defined]


def echo(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"ip": request.META["REMOTE_ADDR"], "secure": request.is_secure(), "host": request.get_host()})


def cacheable(request: HttpRequest) -> HttpResponse:
    return HttpResponse("the same for all", headers={"Cache-Control": "public, max-age=60"})


@csrf_exempt
def keep(request: HttpRequest) -> JsonResponse:
    """Puts what is posted into the session and shows what is in it."""
    if request.method == "POST":
        request.session.update(request.POST.dict())
    return JsonResponse(dict(request.session.items()))


def broken(request: HttpRequest, secret: str) -> HttpResponse:
    raise ValueError(f"the secret is {secret}")


urlpatterns = [
    path("", page),
    path("echo/", echo),
    path("cacheable/", cacheable),
    path("session/", keep, name="session"),
    path("broken/<str:secret>/", broken, name="broken"),
]


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse("not here", status=404)


def crashed(request: HttpRequest) -> HttpResponse:
    return HttpResponse("broken", status=500)


handler404, handler500 = missing, crashed
