"""How the hosted pages look: one form with test cards, plain enough for a frame and for a browser without scripts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape

from werkzeug import Response

from sandbox.decoda.balance import outstanding
from sandbox.decoda.store import Charge, Row, Tenant
from sandbox.http import Request

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 0; padding: 1rem; color: #1f2a33; background: #fff; }}
body.dark {{ color: #eef2f5; background: #14202a; }}
main {{ max-width: 26rem; margin: 0 auto; }}
p.mark {{ margin: 0; font-size: .875rem; opacity: .8; }}
h1 {{ font-size: 1.25rem; margin: .5rem 0 1rem; }}
fieldset {{ border: 1px solid #8a99a6; border-radius: .5rem; margin: 0; padding: .5rem 1rem; }}
label {{ display: block; min-height: 2.75rem; align-content: center; }}
button {{ font: inherit; width: 100%; min-height: 2.75rem; margin-top: 1rem; border: 0; border-radius: .5rem;
  background: #1d5c8f; color: #fff; cursor: pointer; }}
p.error {{ border-inline-start: .25rem solid #b3261e; padding-inline-start: .75rem; }}
</style>
</head>
<body class="{theme}"><main><p class="mark">Test payment page. No money moves here.</p>
{body}
</main>{script}</body>
</html>
"""


def pay_form(
    tenant: Tenant, charge: Charge, offered: Mapping[str, str], message: Row, request: Request, error: str
) -> Response:
    owed = f"${outstanding(tenant, charge) / 100:,.2f}"
    summary = _summary(charge) if request.args.get("showSummary", "true") == "true" else ""
    body = f"<h1>Pay {owed}</h1>{summary}{_error(error)}{_form(offered, f'Pay {owed}')}"
    return _page("Pay", body, message, request.args.get("theme", ""))


def store_form(offered: Mapping[str, str], message: Row, request: Request, error: str) -> Response:
    """``redirectParent=true`` sends the form to the page around the frame, so that the way back opens there."""
    heading = "<h1>Save a payment method</h1>" if request.args.get("showHeader", "true") == "true" else ""
    target = "_parent" if request.args.get("redirectParent", "") == "true" else "_self"
    body = heading + _error(error) + _form(offered, "Save", target)
    return _page("Save a payment method", body, message, request.args.get("theme", ""))


def done(title: str, message: Row, request: Request) -> Response:
    body = f"<h1>{title}</h1><p>You can go back to the clinic's page.</p>"
    return _page(title, body, message, request.args.get("theme", ""))


def trouble(text: str, kind: str, status: int) -> Response:
    body = f'<h1>This page cannot be shown</h1><p class="error" role="alert">{escape(text)}</p>'
    return _page("Not available", body, {"type": kind, "error": text}, "", status)


def _summary(charge: Charge) -> str:
    names = [line["name"] or line["item"]["name"] for line in charge.items]
    lines = [f"<li>{line['quantity']} × {escape(name)}</li>" for line, name in zip(charge.items, names, strict=True)]
    return f"<ul>{''.join(lines)}</ul>"


def _error(error: str) -> str:
    return f'<p class="error" role="alert">{escape(error)}</p>' if error else ""


def _form(offered: Mapping[str, str], button: str, target: str = "_self") -> str:
    radios = "".join(
        f'<label><input type="radio" name="card" value="{choice}" required{" checked" * (at == 0)}> {label}</label>'
        for at, (choice, label) in enumerate(offered.items())
    )
    return (
        f'<form method="post" target="{target}"><fieldset><legend>Test cards</legend>{radios}</fieldset>'
        f"<button>{button}</button></form>"
    )


def _page(title: str, body: str, message: Row, theme: str, status: int = 200) -> Response:
    told = json.dumps(message).replace("<", "\\u003c")
    script = f'<script>if (parent !== window) parent.postMessage({told}, "*");</script>'
    page = PAGE.format(title=title, theme="dark" if theme == "dark" else "light", body=body, script=script)
    return Response(page, status, mimetype="text/html")
