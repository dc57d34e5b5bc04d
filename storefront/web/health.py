"""Is the process alive, and can it work? For whoever runs it, and never on the host of a clinic or of staff."""

from __future__ import annotations

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from storefront.web.hostnames import parse_socket
from storefront.web.metrics import metrics


@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """Touches nothing."""
    return JsonResponse({"status": "ok"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """503 while the database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return JsonResponse({"status": "unavailable"}, status=503)
    return JsonResponse({"status": "ok"})


PAGES = {"/healthz": alive, "/readyz": ready, "/metrics": metrics}


def is_asked_by_operator(request: HttpRequest) -> bool:
    """By ``localhost`` or an IP address, and not by way of a proxy: visitors come by way of one, to a host name."""
    host = request.META.get("HTTP_HOST", "").lower()
    by_name = host.partition(":")[0] == "localhost"
    return bool(getattr(request, "came_directly", False)) and (by_name or parse_socket(host, 80) is not None)
