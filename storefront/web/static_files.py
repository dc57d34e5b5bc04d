"""Styles and scripts as they are sent: without comments and spare spaces, under names that change with the content."""

from __future__ import annotations

from pathlib import PurePosixPath

import rcssmin
import rjsmin
from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

SMALLER = {".css": rcssmin.cssmin, ".js": rjsmin.jsmin}


def smaller(name: str, content: bytes) -> bytes:
    """The same style or script in fewer bytes. Anything else, and what others made small already, as it is."""
    path = PurePosixPath(name)
    if path.suffix not in SMALLER or ".min" in path.suffixes or path.parts[0] == "admin":
        return content
    return str(SMALLER[path.suffix](content.decode())).encode()


class SmallStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """What ``collectstatic`` writes to. The sources stay readable, and browsers never see them."""

    def _save(self, name: str, content: File[bytes]) -> str:
        return str(super()._save(name, ContentFile(smaller(name, b"".join(content.chunks())), name)))
