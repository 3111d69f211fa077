"""Documents that people upload: which kinds we keep, and the text in them for the search.

A document is recognised by its content; its name only has to agree. Nothing that a browser or
Office would run is kept: no web pages, no SVG, no macros, no programs.
"""

import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dialogportal import csv_tables, document_text
from dialogportal.plain_text import plain_text
from dialogportal.refusals import FileRefused
from dialogportal.zipfiles import check_xml_parts, has_macros, open_checked

DEFAULT_MAX_BYTES = 25 * 1024 * 1024
MAX_TEXT = 200_000
MAX_SECONDS = 60
MAX_NAME = 120
HEAD = 4096

_EXTENSIONS = {
    "pdf": "pdf",
    "docx": "docx",
    "xlsx": "xlsx",
    "csv": "csv",
    "txt": "txt",
    "png": "png",
    "jpg": "jpg",
    "jpeg": "jpg",
}
_MAGIC = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
_OFFICE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_MARKUP = re.compile(
    rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|\?xml|\?php)", re.IGNORECASE
)
_PROGRAMS = (b"MZ\x90", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"PK\x03\x04", b"%PDF", b"{\\rtf")
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')


class TextUnreadable(Exception):
    """No text could be taken out of a document. ``str(error)`` is a sentence for the reader."""


def check_upload(file: Any) -> str:
    """The kind ("pdf", "docx", "xlsx", "csv", "txt", "png", "jpg") of an uploaded file.

    ``file`` has ``name``, ``size`` and is a seekable binary file; it is left at its beginning.
    Raises ValidationError with a sentence.
    """
    limit = getattr(settings, "DOCUMENT_MAX_BYTES", DEFAULT_MAX_BYTES)
    if not file.size:
        raise ValidationError(_("The file is empty."), code="empty")
    if file.size > limit:
        raise ValidationError(
            _("The file is %(size)d MB. At most %(limit)d MB can be uploaded.")
            % {"size": -(-file.size // 2**20), "limit": limit // 2**20},
            code="too_large",
        )
    extension = str(file.name).rpartition(".")[2].lower()
    kind = _EXTENSIONS.get(extension)
    if kind is None:
        raise ValidationError(_wrong_kind(extension), code="kind")
    try:
        _check_content(file, kind)
    except FileRefused as error:
        raise ValidationError(str(error), code="content") from error
    finally:
        file.seek(0)
    return kind


def safe_file_name(name: str) -> str:
    """A name to store and offer a file under: no folders, control or direction characters."""
    base = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(c for c in base if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"})
    stem, dot, extension = _UNSAFE.sub("_", visible).strip(" .").rpartition(".")
    if not dot:
        stem, extension = extension, ""
    stem = " ".join(stem.split())[:MAX_NAME].strip(" .") or "document"
    extension = re.sub(r"[^a-z0-9]", "", extension.lower())[:10]
    return f"{stem}.{extension}" if extension else stem


def extract_text(path: str | Path, kind: str) -> str:
    """The document's text, at most 200,000 characters; "" for kinds without text (pictures).

    Takes at most a minute and a gigabyte, in a process of its own. Raises TextUnreadable.
    """
    path = Path(path)
    if kind in {"txt", "csv"}:
        try:
            encoding = csv_tables.detect_encoding(path)
        except FileRefused as error:
            raise TextUnreadable(str(error)) from error
        with path.open(encoding=encoding, errors="replace") as file:
            return plain_text(file.read(MAX_TEXT))
    if kind not in {"pdf", "docx"}:
        return ""
    command = [sys.executable, "-m", "dialogportal.document_text", str(path.resolve()), kind]
    try:
        # No shell, our own module, a path that we made: nothing here is the uploader's to choose.
        done = subprocess.run(  # noqa: S603
            [*command, str(MAX_TEXT)],
            capture_output=True,
            timeout=MAX_SECONDS,
            check=False,
            cwd=Path(__file__).resolve().parent.parent,
        )
    except subprocess.TimeoutExpired as error:
        raise TextUnreadable(_("The document's text takes too long to read.")) from error
    if done.returncode == document_text.ENCRYPTED:
        raise TextUnreadable(
            _("The document is protected by a password, so its text cannot be searched.")
        )
    if done.returncode != document_text.OK:
        raise TextUnreadable(_("The document is damaged, so its text cannot be searched."))
    return plain_text(done.stdout.decode("utf-8", "replace"))


def _check_content(file: Any, kind: str) -> None:
    file.seek(0)
    head = file.read(HEAD)
    if kind in _MAGIC:
        if not head.startswith(_MAGIC[kind]):
            raise FileRefused(_content_differs(kind))
    elif kind in _OFFICE:
        _check_office(file, kind, head)
    else:
        _check_text(file, kind, head)


def _check_office(file: Any, kind: str, head: bytes) -> None:
    if head.startswith(bytes.fromhex("d0cf11e0a1b11ae1")):
        raise FileRefused(
            _("The file is in an old format or has a password. Save it as .%(kind)s without one.")
            % {"kind": kind}
        )
    if not head.startswith(b"PK\x03\x04"):
        raise FileRefused(_content_differs(kind))
    file.seek(0)
    with open_checked(file) as archive:
        if has_macros(archive):
            raise FileRefused(
                _("The file contains macros (program code). Save it as .%(kind)s without macros.")
                % {"kind": kind}
            )
        if _OFFICE[kind] not in archive.namelist():
            raise FileRefused(_content_differs(kind))
        check_xml_parts(archive)


def _check_text(file: Any, kind: str, head: bytes) -> None:
    utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if _MARKUP.search(head.replace(b"\0", b"")) or head.startswith(_PROGRAMS):
        raise FileRefused(_content_differs(kind))
    file.seek(0)
    while not utf16 and (chunk := file.read(1024 * 1024)):
        if b"\0" in chunk:
            raise FileRefused(_content_differs(kind))


def _wrong_kind(extension: str) -> str:
    kinds = ", ".join(sorted(_EXTENSIONS))
    if extension in {"docm", "xlsm", "pptm", "dotm", "xlsb"}:
        return _("The file contains macros (program code). Save it without macros first.")
    if extension in {"doc", "xls", "odt", "ods", "rtf"}:
        return _("This kind of file cannot be uploaded. Save it as .docx, .xlsx or PDF first.")
    return _("This kind of file cannot be uploaded. These can: %(kinds)s.") % {"kinds": kinds}


def _content_differs(kind: str) -> str:
    return _("The file's name ends in .%(kind)s, but its content is something else.") % {
        "kind": kind
    }
