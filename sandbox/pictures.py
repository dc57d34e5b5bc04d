"""Product pictures under ``/pictures/<form>-<colour>.webp``, 800 x 800, drawn when first asked for and then kept.

Forms are in ``still_life.py``, colours in ``studio.py``: every pair of them is a picture.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO

from werkzeug import Response

from sandbox.http import Refusal, Request, cors
from sandbox.still_life import FORMS
from sandbox.studio import PALETTES, Studio

SIZE = 800


def handle(request: Request) -> Response:
    name, _, kind = request.segments[-1].partition(".")
    form, _, colour = name.partition("-")
    if len(request.segments) != 1 or kind != "webp" or form not in FORMS or colour not in PALETTES:
        raise Refusal(404, reason="no such picture")
    request.note.template = "/{picture}"
    response = Response(drawn(form, colour), mimetype="image/webp", headers={"Cache-Control": "public, max-age=86400"})
    return cors(request, response)


@cache
def drawn(form: str, colour: str) -> bytes:
    studio = Studio(PALETTES[colour])
    FORMS[form](studio)
    file = BytesIO()
    studio.photograph(SIZE).save(file, "WEBP", quality=88)
    return file.getvalue()
