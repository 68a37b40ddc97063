"""What commands write: to a person's screen, where a stranger's text must not act, and to files, where nothing is changed."""

import io

from hamsafar.config.output import Output, Terminal, aligned

HOSTILE = "title\x1b]0;owned\x07\x1b[2J\x9b31m"


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_control_signs_in_a_table_are_shown_and_not_obeyed():
    (_head, row) = aligned([["name", "seen"], [HOSTILE + "\nnext\rline", "علی‌رضا"]])
    assert all(sign.isprintable() or sign == "\u200c" for sign in row)
    assert "␛[2J" in row
    assert row.endswith("علی‌رضا")


def test_a_screen_obeys_no_stranger_and_a_file_gets_every_sign():
    screen, file = Screen(), io.StringIO()
    for out in (screen, file):
        Output(Terminal(out=out, err=out)).line(f"{HOSTILE}\n\tmore")
    assert screen.getvalue() == "title␛]0;owned␇␛[2J�31m\n\tmore\n"
    assert file.getvalue() == f"{HOSTILE}\n\tmore\n"
