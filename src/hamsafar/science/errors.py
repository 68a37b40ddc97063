"""What science says when the data cannot carry an answer. Pure: who shows it to people words it."""


class NotEnoughData(ValueError):
    """`needs` names what is missing in a few English words, `found` says how much there was."""

    def __init__(self, needs: str, *, found: int = 0) -> None:
        super().__init__(f"{needs} (found {found})")
        self.needs = needs
        self.found = found
