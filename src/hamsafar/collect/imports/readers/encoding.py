"""Which encoding a text file is in. Old Persian exports are Windows-1256, new ones UTF-8, Excel's “Unicode text” UTF-16."""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
# Letters that stand side by side in words: a Western text read as Windows-1256 shows single Arabic letters between Latin ones.
_ARABIC_WORD = re.compile("[\u0621-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc\u200c]{2,}")
_USUAL = re.compile("[\t\n\r\x20-\x7e\xa0-\xff\u0600-\u06ff\u200b-\u200f]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")


class Guess:
    """Fed with all blocks of a file, tells the encoding: a file that is UTF-8 for a gigabyte may still end in Windows-1256."""

    def __init__(self) -> None:
        self._head = b""
        self._sample = bytearray()
        self._utf8 = codecs.getincrementaldecoder("utf-8")()
        self._is_utf8 = True

    def feed(self, block: bytes) -> None:
        if len(self._head) < 4096:
            self._head += block[:4096]
        if not block.isascii() and len(self._sample) < 1 << 20:
            self._sample += block
        if self._is_utf8:
            self._try_utf8(block)

    def _try_utf8(self, block: bytes, *, is_last: bool = False) -> None:
        try:
            self._utf8.decode(block, is_last)
        except UnicodeDecodeError:
            self._is_utf8 = False

    def result(self) -> str:
        for mark, name in _BOMS:
            if self._head.startswith(mark):
                return name
        if sixteen := utf16_without_mark(self._head):
            return sixteen
        if self._is_utf8:
            self._try_utf8(b"", is_last=True)
        return "utf-8" if self._is_utf8 or _is_mostly_utf8(self._sample) else _one_byte(bytes(self._sample))


def utf16_without_mark(head: bytes) -> str:
    """Persian and Latin letters, digits and blanks are what a table holds; read with the bytes swapped, next to none of it is."""
    if b"\0" not in head:
        return ""
    even = head[: len(head) // 2 * 2]
    shares = {name: _usual_share(even.decode(name, "replace")) for name in ("utf-16-le", "utf-16-be")}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] > 0.9 else ""


def _usual_share(text: str) -> float:
    return len(_USUAL.findall(text)) / max(1, len(text))


def _is_mostly_utf8(sample: bytes | bytearray) -> bool:
    """A few broken bytes in a UTF-8 file are broken lines, not another encoding."""
    high = sum(byte >= 0x80 for byte in sample[: 1 << 16])
    broken = sample[: 1 << 16].decode("utf-8", "replace").count("\ufffd")
    return high > 20 and broken * 20 < high


def _one_byte(sample: bytes) -> str:
    persian = sample.decode("cp1256", "replace")
    in_words = sum(len(word) for word in _ARABIC_WORD.findall(persian))
    others = len(_NOT_ASCII.findall(persian))
    return "windows-1256" if in_words * 2 > others else "windows-1252"
