"""Why a line of a file did not become an event: a code for machines, a sentence for people, in one list."""

from django.utils.translation import gettext_lazy as _

# Keys of facts in the sentences: {column}, {value}.
REASONS = {
    "encoding_broken": _("The line has bytes that are not text in this encoding."),
    "quotes_broken": _("A quotation mark opens on this line and never closes."),
    "field_too_large": _("One field is longer than 128,000 characters."),
    "too_many_fields": _("The line has more fields than the header has columns."),
    "too_few_fields": _("The line has fewer fields than the header has columns."),
    "not_json": _("The line is not a JSON object."),
    "number_unclear": _("“{value}” in column “{column}” is not a number."),
    "not_whole": _("“{value}” in column “{column}” is not a whole number."),
    "flag_unclear": _("“{value}” in column “{column}” is neither yes nor no."),
    "time_missing": _("The time in column “{column}” is empty."),
    "time_unclear": _("“{value}” in column “{column}” is not a time in the expected form."),
    "time_out_of_range": _("“{value}” in column “{column}” lies before 1900 or in the future."),
    "event_unnamed": _("Column “{column}” names no event."),
    "event_not_mapped": _("The mapping has no event name for “{value}” in column “{column}”."),
    "no_case_fits": _("No case of the mapping fits this line, so it has no event name."),
    "no_person": _("The line names no person, and the mapping asks for one."),
    "identifier_too_long": _("The identifier in column “{column}” is longer than 300 characters."),
    "email_unclear": _("“{value}” in column “{column}” is not an e-mail address."),
    "phone_unclear": _("“{value}” in column “{column}” is not a phone number."),
    "unit_not_yours": _("The line belongs to unit “{value}”, and whoever imports may not write there."),
    "currency_unclear": _("“{value}” in column “{column}” is not a currency. Rial is IRR and toman is IRT."),
    "channel_unclear": _("“{value}” in column “{column}” is not a channel of the vocabulary."),
    "required_empty": _("Column “{column}” is required and empty."),
    "group_key_empty": _("Column “{column}” says which lines belong together, and it is empty."),
    "consent_unclear": _("“{value}” in column “{column}” is neither a given nor a withdrawn consent."),
    "group_broken": _("Line {value}, which belongs to the same event, was rejected, so this one would make it incomplete."),
    "event_too_large": _("The event of this line would be larger than 512 KB."),
    "event_refused": _("The event was refused: {value}."),
    "same_id_other_content": _("An event with this id is already there with other content; the first one stays."),
}


class LineRejected(Exception):
    """Raised while one line is read or mapped; caught by the run and counted."""

    __slots__ = ("code", "column", "value")

    def __init__(self, code: str, *, column: str = "", value: str = "") -> None:
        super().__init__(code)
        self.code, self.column, self.value = code, column, value[:200]


def sentence(code: str, *, column: str = "", value: str = "") -> str:
    """The reason in the language that is active now."""
    return str(REASONS[code]).format(column=column, value=value)
