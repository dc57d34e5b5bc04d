"""Files that come in: kept in memory up to a limit, counted beyond it, never written to disk.

The form refuses what is too large with a sentence. Nothing of it is kept meanwhile, however large it is.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

LIMIT = 2 * 1024 * 1024  # bytes


class SmallUploads(FileUploadHandler):
    """``size`` of the file is how much was sent, also where only the beginning of it was kept."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.kept.write(raw_data[: max(LIMIT - start, 0)])

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.kept.seek(0)
        return InMemoryUploadedFile(
            self.kept, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )
