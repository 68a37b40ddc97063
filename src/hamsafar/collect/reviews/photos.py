"""Photos of reviews: read for what they are and written anew, smaller and without what cameras and editors hide in them."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from PIL import Image, ImageOps

from hamsafar.base import uploads
from hamsafar.base.uploads import Upload

from .errors import NotAPhoto, PhotoTooLarge, TooManyPhotos

FOLDER = "reviews"
MEGABYTES, MEGAPIXELS = 8, 40
SIDE, SMALL_SIDE, QUALITY = 1600, 320, 82
FORMATS = ("JPEG", "PNG", "WEBP")
SMALL = "-s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Developed:
    width: int
    height: int
    content: bytes
    small: bytes


def develop_all(uploads: Sequence[Upload], *, most: int) -> list[Developed]:
    """Raises TooManyPhotos, PhotoTooLarge, NotAPhoto."""
    if len(uploads) > most:
        raise TooManyPhotos(limit=most)
    return [develop(upload) for upload in uploads]


def develop(upload: Upload) -> Developed:
    limit = MEGABYTES * 1024 * 1024
    if (upload.size or 0) > limit:
        raise PhotoTooLarge(limit=MEGABYTES)
    content = upload.read(limit + 1)
    if len(content) > limit:
        raise PhotoTooLarge(limit=MEGABYTES)
    try:
        return _developed(content)
    except Exception:  # whatever a hostile file does to the decoder, it is not a photo
        raise NotAPhoto(name=uploads.plain_name(upload.name or "", longest=80) or "?") from None


def _developed(content: bytes) -> Developed:
    with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
        if opened.width * opened.height > MEGAPIXELS * 1_000_000:  # known before anything is unpacked
            raise ValueError
        opened.draft("RGB", (SIDE, SIDE))  # a large JPEG is unpacked smaller: a quarter of the memory
        upright = ImageOps.exif_transpose(opened)
        seen = upright.convert("RGBA") if upright.mode in ("P", "PA") else upright
        seen.thumbnail((SIDE, SIDE))
        plain = _on_white(seen)
    large = _written(plain)
    width, height = plain.size
    plain.thumbnail((SMALL_SIDE, SMALL_SIDE))
    return Developed(width=width, height=height, content=large, small=_written(plain))


def _on_white(image: Image.Image) -> Image.Image:
    """A fresh picture that took over nothing but what is to be seen."""
    seen = image.convert("RGBA")
    ground = Image.new("RGB", seen.size, "white")
    ground.paste(seen, mask=seen.getchannel("A"))
    return ground


def _written(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def folder() -> Path:
    return uploads.folder(FOLDER)


def path_of(id: UUID, *, small: bool = False) -> Path:
    return folder() / (id.hex + (SMALL if small else ""))


def keep(id: UUID, photo: Developed) -> None:
    """Written whole before its row commits; what no row names is swept at night."""
    for path, content in ((path_of(id), photo.content), (path_of(id, small=True), photo.small)):
        uploads.keep(path, content)


def drop(ids: Iterable[UUID]) -> int:
    count = 0
    for id in ids:
        for small in (False, True):
            path_of(id, small=small).unlink(missing_ok=True)
        count += 1
    return count
