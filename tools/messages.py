"""What is said to patients, in every language: found in the code and in the pages, and kept in ``locale/``.

``python -m tools.messages`` brings the catalogues up to date and says what is not translated yet. It needs
no program beside Python. The compiled catalogues are kept with their sources: a machine that serves needs nothing.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import templatize

from storefront.languages import translated_codes

HOME = Path(__file__).resolve().parent.parent
ALWAYS = datetime(2026, 1, 1, tzinfo=UTC)  # a compiled catalogue holds a date: the same source gives the same bytes
LANGUAGES = translated_codes()
WHERE = ("storefront/**/*.py", "checkout/**/*.py", "templates/**/*")
FUNCTIONS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def source(language: str) -> Path:
    return HOME / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    if not source(language).exists():
        return Catalog(locale=language)
    with source(language).open("rb") as file:
        return read_po(file, locale=language)


def found() -> Catalog:
    """Every text that is marked for translation now."""
    texts = Catalog()
    for path in sorted(path for pattern in WHERE for path in HOME.glob(pattern) if path.is_file()):
        for message, context in _texts(path):
            texts.add(message, locations=[(str(path.relative_to(HOME)), 1)], context=context)
    return texts


def _texts(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    code = path.read_text()
    if path.suffix != ".py":
        lines = templatize(code, origin=str(path)).splitlines()
        code = "\n".join(line.lstrip() for line in lines)  # a page's indentation means nothing
    for _line, message, _comments, context in extract("python", io.BytesIO(code.encode()), FUNCTIONS):
        yield message, context


def updated(language: str, texts: Catalog) -> Catalog:
    """The catalogue with exactly these texts; translations of the ones that stayed are kept, nothing is guessed."""
    old, new = read(language), Catalog(locale=language, charset="utf-8", header_comment="", fuzzy=False)
    for message in texts:
        if message.id:
            known = old.get(message.id, context=message.context)
            text = known.string if known and not known.fuzzy else None
            new.add(message.id, text, locations=message.locations, context=message.context)
    return new


def as_source(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalogue, width=120, omit_header=True, sort_output=True, include_lineno=False)
    plural = f"nplurals={catalogue.num_plurals}; plural={catalogue.plural_expr};"
    head = {
        "Language": str(catalogue.locale),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural,
    }
    lines = "".join(f'"{name}: {value}\\n"\n' for name, value in head.items())
    return f'msgid ""\nmsgstr ""\n{lines}\n'.encode() + out.getvalue()


def compiled(language: str) -> bytes:
    catalogue, out = read(language), io.BytesIO()
    catalogue.creation_date = catalogue.revision_date = ALWAYS
    write_mo(out, catalogue)
    return out.getvalue()


def missing(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id and (message.fuzzy or not _whole(message))]


def _whole(message: Message) -> bool:
    parts = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return bool(parts) and all(parts)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    texts, left = found(), 0
    for language in LANGUAGES:
        catalogue = updated(language, texts)
        source(language).parent.mkdir(parents=True, exist_ok=True)
        source(language).write_bytes(as_source(catalogue))
        source(language).with_suffix(".mo").write_bytes(compiled(language))
        for message in missing(catalogue):
            left += 1
            sys.stdout.write(f"{language}: {message.id} ({', '.join(path for path, _line in message.locations)})\n")
    sys.stdout.write(f"{len(texts)} texts, {left} translations missing\n")
    return bool(left)


if __name__ == "__main__":
    raise SystemExit(main())
