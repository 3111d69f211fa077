"""The text of an uploaded document, taken out by a process of its own.

Run as ``python -m dialogportal.document_text FILE KIND MAX_CHARACTERS``: the text is printed as
UTF-8, the exit status says what went wrong. A process can be given limits of time and memory and
be ended from outside; a document made to exhaust the reader then costs no more than one text.
It needs no Django.
"""

import resource
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

OK, DAMAGED, ENCRYPTED = 0, 3, 4
MAX_PAGES = 500
MEMORY_BYTES = 1024**3
CPU_SECONDS = 60
MAX_DOCX_XML = 100 * 1024 * 1024

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


class Encrypted(Exception):
    """The document asks for a password."""


def pieces(path: Path, kind: str) -> Iterator[str]:
    """The document's text in order, page by page or paragraph by paragraph."""
    if kind == "pdf":
        yield from _pdf(path)
    elif kind == "docx":
        yield from _docx(path)


def _pdf(path: Path) -> Iterator[str]:
    from pypdf import PasswordType, PdfReader  # noqa: PLC0415  only this kind needs it

    reader = PdfReader(path)
    # Many PDFs are encrypted with an empty password: anyone may read them.
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise Encrypted
    for number, page in enumerate(reader.pages):
        if number == MAX_PAGES:
            return
        yield page.extract_text() + "\n\n"


def _docx(path: Path) -> Iterator[str]:
    """Paragraphs, tables and text boxes, without building the document in memory."""
    from defusedxml.ElementTree import iterparse  # noqa: PLC0415  only this kind needs it

    with zipfile.ZipFile(path) as archive:
        if archive.getinfo("word/document.xml").file_size > MAX_DOCX_XML:
            raise ValueError("the document is too large")
        with archive.open("word/document.xml") as part:
            fallbacks = 0  # an older copy of a drawing, whose text would come twice
            for event, element in iterparse(part, events=("start", "end"), forbid_dtd=True):
                if element.tag == _FALLBACK:
                    fallbacks += 1 if event == "start" else -1
                elif event == "end" and not fallbacks:
                    yield _word_text(element.tag, element.text)
                if event == "end" and element.tag == f"{_WORD}p":
                    element.clear()


def _word_text(tag: str, text: str | None) -> str:
    if tag == f"{_WORD}t":
        return text or ""
    if tag in {f"{_WORD}p", f"{_WORD}br", f"{_WORD}cr"}:
        return "\n"
    return " " if tag in {f"{_WORD}tab", f"{_WORD}tc"} else ""


def main(path: str, kind: str, max_characters: str) -> int:
    """Print the text up to ``max_characters``; the exit status is OK, DAMAGED or ENCRYPTED."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    left = int(max_characters)
    try:
        for piece in pieces(Path(path), kind):
            sys.stdout.buffer.write(piece[:left].encode("utf-8", "ignore"))
            left -= len(piece)
            if left <= 0:
                break
    except Encrypted:
        return ENCRYPTED
    except Exception:  # noqa: BLE001  the readers raise all kinds of errors on damaged files
        return DAMAGED
    return OK


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
