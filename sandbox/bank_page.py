"""The bank's page of the card processor: two buttons, plain HTML, works without scripts and inside a frame."""

from __future__ import annotations

import json
from html import escape

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; color: #22303c; background: #eef2f5; margin: 0; }}
main {{ max-width: 26rem; margin: 8vh auto; padding: 2rem; background: #fff; border-radius: .75rem; }}
p.mark {{ margin: 0; font-size: .875rem; color: #526170; }}
h1 {{ font-size: 1.375rem; margin: .5rem 0 1rem; }}
button {{ font: inherit; width: 100%; min-height: 2.75rem; margin-top: .75rem; border-radius: .5rem; cursor: pointer;
  border: 1px solid #1d5c8f; background: #1d5c8f; color: #fff; }}
button.quiet {{ background: #fff; color: #1d5c8f; }}
</style>
</head>
<body><main><p class="mark">Test bank. No money moves here.</p>{body}</main></body>
</html>
"""


def question(amount: str, card: str, *, embedded: bool) -> str:
    body = f"""
<h1>Is this payment yours?</h1>
<p>{escape(amount)}, with your {escape(card)}.</p>
<form method="post">
<input type="hidden" name="embedded" value="{"1" if embedded else ""}">
<button name="answer" value="approve">Approve payment</button>
<button name="answer" value="fail" class="quiet">Fail authentication</button>
</form>"""
    return PAGE.format(title="Confirm your payment", body=body)


def outcome(intent: str, status: str) -> str:
    title = "Payment confirmed" if status == "succeeded" else "Payment not confirmed"
    # The page that framed us hears no more than that it is over; it asks the server what came of it.
    told = json.dumps({"processor": "3ds", "intent": intent, "status": status})
    script = f'<script>if (parent !== window) parent.postMessage({told}, "*");</script>'
    return PAGE.format(title=title, body=f"<h1>{title}</h1><p>You can go back to the clinic's page.</p>{script}")
