"""How the headers of a letter are written."""

from email.header import Header
from email.headerregistry import Address, AddressHeader
from email.policy import EmailPolicy
from typing import Any


class Spaced(EmailPolicy):
    """Words that are not ASCII are encoded as one text. Python's own folding loses spaces where it cuts: «پس از ثبت» arrived as
    «پس ازثبت» in every long subject."""

    def fold(self, name: str, value: Any) -> str:
        encoded = "" if str(value).isascii() else self._encoded(name, value)
        return f"{name}: {encoded}{self.linesep}" if encoded else super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii") if not str(value).isascii() else super().fold_binary(name, value)

    def _encoded(self, name: str, value: Any) -> str:
        """Empty for what is better left to Python."""
        if not isinstance(value, AddressHeader):
            return self._words(str(value), name)
        if not all(one.addr_spec.isascii() for one in value.addresses):
            return ""
        return ", ".join(self._address(one, name) for one in value.addresses)

    def _address(self, one: Address, name: str) -> str:
        called = f'"{one.display_name}"' if one.display_name.isascii() else self._words(one.display_name, name)
        return f"{called} <{one.addr_spec}>" if one.display_name else one.addr_spec

    def _words(self, text: str, name: str) -> str:
        return Header(text, "utf-8", header_name=name).encode(linesep=self.linesep)


POLICY = Spaced(linesep="\r\n")
