"""What organisation refuses."""

from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import Refused


class WrongPassword(Refused):
    code, status, message = "wrong_password", 422, _("E-mail or password is not right. Please check both and try again.")


class AlreadySetUp(Refused):
    code, status, message = "already_set_up", 409, _("This installation already has an owner. Please sign in.")


class InvitationOver(Refused):
    code, status, message = (
        "invitation_over",
        404,
        _("This invitation was used, withdrawn or has expired. Ask the person who invited you for a new one."),
    )


class AlreadyMember(Refused):
    code, status, message = "already_member", 409, _("{email} is already a member.")


class LastOwner(Refused):
    code, status, message = "last_owner", 409, _("Somebody must own the installation. Make another person owner first.")


class OwnerIsForAll(Refused):
    code, status, message = "owner_is_for_all", 422, _("An owner owns the whole company, not one unit.")


class CodeTaken(Refused):
    code, status, message = "code_taken", 409, _("The code {unit} is already used by another unit.")


class BadCode(Refused):
    code, status, message = (
        "bad_code",
        422,
        _("A unit's code has 2 to 40 small Latin letters, digits, dots and hyphens, and begins with a letter."),
    )


class UnitInsideItself(Refused):
    code, status, message = "unit_inside_itself", 409, _("A unit cannot be moved below itself.")


class UnitHasBranches(Refused):
    code, status, message = "unit_has_branches", 409, _("Units below this one are still open. Move or archive them first.")


class UnknownZone(Refused):
    code, status, message = "unknown_zone", 422, _("{zone} is not a known time zone.")


class PasswordLinkOver(Refused):
    code, status, message = "password_link_over", 404, _("This link was used or has expired. Ask an owner for a new one.")
