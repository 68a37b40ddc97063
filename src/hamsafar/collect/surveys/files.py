"""Files of respondents and pictures of surveys: checked by what is in them, kept under random names, never run, never shown inline
unless they are pictures that a survey shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from hamsafar.base import uploads
from hamsafar.base.uploads import Upload

from .document import Files
from .errors import BadPicture, FileNotTaken, FileTooLarge, TooManyFiles

FOLDER = "surveys"
MEGABYTE = 1024 * 1024
PICTURE_MEGABYTES = 2
PICTURES = ("image/png", "image/jpeg", "image/webp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A file whose bytes are what they should be."""

    name: str
    type: str
    content: bytes


# What a file begins with, its type, and the sort that a question allows.
_SIGNS: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png", "image"),
    (0, b"\xff\xd8\xff", "image/jpeg", "image"),
    (0, b"GIF8", "image/gif", "image"),
    (8, b"WEBP", "image/webp", "image"),
    (4, b"ftypheic", "image/heic", "image"),
    (4, b"ftypmif1", "image/heic", "image"),
    (0, b"%PDF-", "application/pdf", "pdf"),
    (0, b"ID3", "audio/mpeg", "audio"),
    (0, b"\xff\xfb", "audio/mpeg", "audio"),
    (0, b"OggS", "audio/ogg", "audio"),
    (4, b"ftypM4A", "audio/mp4", "audio"),
    (8, b"WAVE", "audio/wav", "audio"),
)
_OFFICE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
}


def check(question: Files, uploads: Iterable[Upload], *, already: int = 0) -> list[Checked]:
    """Raises WrongAnswer with a sentence for the person."""
    uploads = list(uploads)
    if len(uploads) + already > question.most:
        raise TooManyFiles(most=question.most)
    return [_checked(question, upload) for upload in uploads]


def _checked(question: Files, upload: Upload) -> Checked:
    if (upload.size or 0) > question.megabytes * MEGABYTE:
        raise FileTooLarge(limit=question.megabytes)
    content = upload.read(question.megabytes * MEGABYTE + 1)
    if len(content) > question.megabytes * MEGABYTE:
        raise FileTooLarge(limit=question.megabytes)
    name = _safe_name(upload.name or "")
    kind, sort = type_of(name, content)
    if sort not in question.types:
        raise FileNotTaken(name=name)
    return Checked(name=name, type=kind, content=content)


def type_of(name: str, content: bytes) -> tuple[str, str]:
    """The type and its sort, from the bytes; the name decides only between packed office documents. ("", "") for anything else."""
    for start, sign, kind, sort in _SIGNS:
        if content[start : start + len(sign)] == sign:
            return kind, sort
    ending = Path(name).suffix.lower()
    if content.startswith(b"PK\x03\x04") and ending in _OFFICE:
        return _OFFICE[ending], "document"
    return "", ""


def _safe_name(name: str) -> str:
    return uploads.plain_name(name, longest=120) or "file"


def check_picture(upload: Upload) -> Checked:
    if (upload.size or 0) > PICTURE_MEGABYTES * MEGABYTE:
        raise BadPicture(limit=PICTURE_MEGABYTES)
    content = upload.read(PICTURE_MEGABYTES * MEGABYTE + 1)
    kind, _sort = type_of(upload.name or "", content)
    if kind not in PICTURES or len(content) > PICTURE_MEGABYTES * MEGABYTE:
        raise BadPicture(limit=PICTURE_MEGABYTES)
    return Checked(name="", type=kind, content=content)


def folder() -> Path:
    return uploads.folder(FOLDER)


def path_of(id: UUID) -> Path:
    return folder() / id.hex


def keep(id: UUID, content: bytes) -> None:
    """Written whole before its row commits; what no row names is swept at night."""
    uploads.keep(path_of(id), content)


def drop(ids: Iterable[UUID]) -> int:
    count = 0
    for id in ids:
        path_of(id).unlink(missing_ok=True)
        count += 1
    return count
