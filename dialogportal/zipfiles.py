"""Zip containers (XLSX, DOCX, ODT) looked at before any library unpacks them.

Sizes come from the central directory; ``zipfile`` never yields more bytes of an entry than the
directory declares.
"""

import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from dialogportal.refusals import FileRefused

MAX_ENTRIES = 5_000
MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 200  # ordinary spreadsheets reach 20–60
RATIO_APPLIES_FROM = 10 * 1024 * 1024
CHUNK = 1024 * 1024

_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']""")
_OVERLAP = 64  # bytes carried between chunks, so that no pattern is cut in two


def open_checked(source: Path | BinaryIO) -> zipfile.ZipFile:
    """Open a zip whose entries are few, small enough unpacked and not nested or encrypted.

    Raises FileRefused.
    """
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise FileRefused(_("The file is damaged and cannot be opened.")) from error
    try:
        _check_directory(archive)
    except FileRefused:
        archive.close()
        raise
    return archive


def has_macros(archive: zipfile.ZipFile) -> bool:
    """Whether an Office file carries program code, whatever its file name says."""
    return any(
        name.rsplit("/", 1)[-1] in {"vbaproject.bin", "vbadata.xml"}
        or name.startswith(("xl/macrosheets/", "basic/", "scripts/"))
        for name in map(str.lower, archive.namelist())
    )


def check_xml_parts(archive: zipfile.ZipFile) -> None:
    """Refuse XML that declares entities or is not UTF-8.

    Raises FileRefused. Reads every XML part once, about 400 MB a second.
    """
    for info in archive.infolist():
        if not info.filename.lower().endswith((".xml", ".rels")):
            continue
        try:
            _check_part(archive, info)
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError) as error:
            if isinstance(error, FileRefused):
                raise
            raise FileRefused(_("The file is damaged and cannot be opened.")) from error
        except Exception as error:  # zlib.error and lzma errors have no common base class
            raise FileRefused(_("The file is damaged and cannot be opened.")) from error


def _check_directory(archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    too_big = FileRefused(
        _("The file grows too large when it is unpacked. Split it into several files.")
    )
    if len(infos) > MAX_ENTRIES or sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise too_big
    repeated = [name for name, n in Counter(info.filename for info in infos).items() if n > 1]
    if repeated:
        raise FileRefused(_("The file is damaged and cannot be opened."))
    for info in infos:
        name = info.filename.lower()
        if info.flag_bits & 0x1:
            raise FileRefused(_("The file is protected by a password. Save it without one."))
        if name.endswith((".zip", ".gz", ".7z", ".rar", ".xlsx", ".docx")):
            raise FileRefused(_("The file holds other packed files. Save a copy without them."))
        if info.file_size > RATIO_APPLIES_FROM and info.file_size > MAX_RATIO * max(
            info.compress_size, 1
        ):
            raise too_big


def _check_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    tail = b""
    with archive.open(info) as part:
        while chunk := part.read(CHUNK):
            if not tail:
                declared = _ENCODING.match(chunk.removeprefix(b"\xef\xbb\xbf"))
                if declared and declared[1].lower() not in {b"utf-8", b"utf8", b"us-ascii"}:
                    raise FileRefused(_("The file is damaged and cannot be opened."))
            window = tail + chunk
            if b"\0" in chunk or _ENTITY.search(window):
                raise FileRefused(_("The file refers to content outside itself and is not opened."))
            tail = window[-_OVERLAP:]
