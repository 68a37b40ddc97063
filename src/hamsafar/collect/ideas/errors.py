"""What ideas refuse. Sentences to customers never blame."""

from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import NotFound, Refused


class IdeaNotFound(NotFound):
    code, message = "idea_not_found", _("This idea is not here, or no longer.")


class BoardClosed(NotFound):
    code, message = "idea_board_closed", _("The idea board is not open.")


class NoTitle(Refused):
    code, message = "idea_without_title", _("Please say your idea in a few words first.")


class VotingOver(Refused):
    code, status, message = "idea_voting_over", 409, _("This idea has been decided, so votes no longer count.")


class NothingWritten(Refused):
    code, message = "idea_comment_empty", _("Please write something first.")


class Blocked(Refused):
    code, status, message = "idea_blocked", 403, _("This address cannot post, vote or comment here.")


class LooksLikeARobot(Refused):
    code, message = "idea_robot", _("This looks as if a program had sent it. Please try again.")


class TooFastToWrite(Refused):
    code, message = "idea_too_fast", _("That was very fast. Please look at it once more and send it again.")


class PageTooOld(Refused):
    code, message = "idea_page_too_old", _("This page was open for a long time. Please send it once more.")


class NotAnAddress(Refused):
    code, message = "idea_not_an_address", _("Please write an e-mail address, such as sara@example.com.")


class NameOfTeam(Refused):
    code, message = "idea_name_of_team", _("Others would take this name for the company’s own. Please choose another, or leave it empty.")


class NoSignIn(Refused):
    code, status, message = "idea_no_sign_in", 503, _("Signing in needs a code by e-mail, and this company has not set up e-mail yet.")


class WrongCode(Refused):
    code, message = "idea_wrong_code", _("This code is not right. Please look at the letter once more.")


class CodeOver(Refused):
    code, message = "idea_code_over", _("This code is no longer valid. Please ask for a new one.")


class LinkOver(NotFound):
    code, message = "idea_link_over", _("This link is not valid, or no longer.")


class StatusInUse(Refused):
    code, status, message = "idea_status_needed", 409, _("A board needs at least one status for new ideas.")


class NeedsName(Refused):
    code, message = "idea_needs_name", _("Please give it a name, in one language at least.")


class MergesIntoItself(Refused):
    code, message = "idea_merges_into_itself", _("An idea cannot be merged into itself or into one that was merged into it.")


class NotMerged(Refused):
    code, status, message = "idea_not_merged", 409, _("This idea is not merged into another.")


class NothingToUndo(Refused):
    code, status, message = "idea_nothing_to_undo", 409, _("There is nothing to take back, or something else was done since.")
