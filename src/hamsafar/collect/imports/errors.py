"""What imports refuse. Single lines that are refused are not here but in reasons.py."""

from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import NotFound, Refused


class ImportNotFound(NotFound):
    code, message = "import_not_found", _("This import does not exist, or you may not see it.")


class FileMissing(Refused):
    code, status, message = "file_missing", 404, _("The file {name} is not there or cannot be read.")


class FileEmpty(Refused):
    code, message = "file_empty", _("The file {name} has no lines to import.")


class FileTooLarge(Refused):
    code, status, message = "file_too_large", 413, _("The file is larger than {limit} MB. Split it, or use the command line on the server.")


class FileUnpacksTooLarge(Refused):
    code, message = "file_unpacks_too_large", _("The compressed file grows beyond what is safe when it is unpacked ({limit} MB).")


class FileDamaged(Refused):
    code, message = "file_damaged", _("The file is damaged or cut off, so nothing of it was imported. ({detail})")


class FormatUnknown(Refused):
    code, message = "format_unknown", _("The file {name} is none of CSV, JSON lines, Parquet, Excel or XES.")


class EncodingUnknown(Refused):
    code, message = "encoding_unknown", _("There is no text encoding called {encoding}.")


class ColumnMissing(Refused):
    code, message = "column_missing", _("The mapping names the column “{column}”, but the file only has: {columns}.")


class QuotesBroken(Refused):
    code, message = "quotes_broken", _("The quotation marks in this file do not match; the trouble begins near line {line}.")


class LineTooLong(Refused):
    code, message = "line_too_long", _("Line {line} is longer than {limit} characters; this is not a table of text.")


class XmlForbidden(Refused):
    code, message = (
        "xml_forbidden",
        _("The XML file declares a document type or entities. Such files are refused because they can harm the server."),
    )


class MappingInvalid(Refused):
    code, status, message = "mapping_invalid", 422, _("Mapping, at {place}: {problem}")


class FileChanged(Refused):
    code, status, message = "file_changed", 409, _("The file has changed since this import began. Start a new import.")


class NotResumable(Refused):
    code, status, message = "not_resumable", 409, _("In its present state this cannot be done with the import.")


class AlreadyRunning(Refused):
    code, status, message = "already_running", 409, _("This import is already running.")


class MappingNotFound(NotFound):
    code, message = "mapping_not_found", _("There is no mapping called {name}.")


class BadName(Refused):
    code, message = "bad_mapping_name", _("A mapping needs a name of its own with at most 100 characters.")
