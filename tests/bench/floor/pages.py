"""A cart of three lines, from one call to an upstream; and the same page from nowhere."""

from __future__ import annotations

import json
from typing import Any

import requests
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from requests.adapters import BaseAdapter

CART = {
    "lines": [
        {"ref": f"line-{number}", "name": f"Product number {number}", "quantity": number, "price": "34.00"}
        for number in (1, 2, 3)
    ],
    "total": "204.00",
}


class Canned(BaseAdapter):
    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        response = requests.Response()
        response.status_code, response.request, response.url = 200, request, str(request.url)
        response.headers["Content-Type"] = "application/json"
        response._content = json.dumps(CART).encode()
        return response

    def close(self) -> None: ...


UPSTREAM = requests.Session()
UPSTREAM.mount("https://", Canned())


def show(request: HttpRequest, cart: dict[str, Any]) -> HttpResponse:
    request.session.get("patient")
    return render(request, "cart.html", {"cart": cart, "links": range(24)})


def with_call(request: HttpRequest) -> HttpResponse:
    return show(request, UPSTREAM.get("https://api.example/carts/1", timeout=5).json())


def without_call(request: HttpRequest) -> HttpResponse:
    return show(request, CART)


def begin(request: HttpRequest) -> HttpResponse:
    request.session["patient"] = "p-1"
    return HttpResponse("begun")


urlpatterns = [path("call/", with_call), path("plain/", without_call), path("begin/", begin)]
