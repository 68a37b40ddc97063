"""What stands in the audit log for organisation's own deeds. Other rooms add theirs with `audit.describe`."""

from django.utils.translation import gettext_lazy as _

from hamsafar.ground.audit import services as audit

audit.describe(
    {
        "organisation.set_up": _("Set up this installation"),
        "organisation.signed_in": _("Signed in"),
        "organisation.sign_in_failed": _("Tried to sign in with a wrong password"),
        "organisation.signed_out_everywhere": _("Signed out everywhere"),
        "organisation.password_changed": _("Changed the password"),
        "organisation.password_link_made": _("Made a link for a new password"),
        "organisation.account_changed": _("Changed the own account"),
        "organisation.company_changed": _("Changed the company's settings"),
        "organisation.invited": _("Invited somebody"),
        "organisation.invitation_withdrawn": _("Withdrew an invitation"),
        "organisation.joined": _("Joined"),
        "organisation.roles_changed": _("Changed somebody's roles"),
        "organisation.member_removed": _("Removed a member"),
        "organisation.unit_added": _("Added a unit"),
        "organisation.unit_changed": _("Changed a unit"),
        "organisation.unit_moved": _("Moved a unit"),
        "organisation.unit_archived": _("Archived a unit"),
        "organisation.unit_restored": _("Restored a unit"),
        "organisation.key_created": _("Created an API key"),
        "organisation.key_revoked": _("Revoked an API key"),
        "audit.exported": _("Exported the audit log"),
    }
)
