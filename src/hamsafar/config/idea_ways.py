"""What ideas ask of later floors: a letter with a code."""

from hamsafar.act.messaging import services as messaging


class Around:
    """collect.ideas' Around."""

    def can_send_codes(self) -> bool:
        return "email" in messaging.channels()

    def send_code(self, email: str, code: str, *, language: str, board: str) -> None:
        messaging.send_code(email, code, language=language, place=board)


around = Around()
