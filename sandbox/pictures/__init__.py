"""Product pictures under ``/pictures/<name>.webp``: the files of this folder, 800 x 800 pixels each."""

from __future__ import annotations

from pathlib import Path

from werkzeug import Response

from sandbox.http import Refusal, Request, cors

FILES = {file.name: file for file in Path(__file__).parent.glob("*.webp")}


def handle(request: Request) -> Response:
    file = FILES.get(request.path.removeprefix("/"))
    if file is None:
        raise Refusal(404, reason="no such picture")
    request.note.template = "/{picture}"
    day = {"Cache-Control": "public, max-age=86400"}
    return cors(request, Response(file.read_bytes(), mimetype="image/webp", headers=day))
