"""Addresses of the way in and of Settings."""

from django.urls import path

from . import settings_views as pages
from . import views

urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("welcome", views.welcome, name="welcome"),
    path("join/<str:token>", views.join, name="join"),
    path("new-password/<str:token>", views.new_password, name="new-password"),
    path("reading", views.reading, name="reading"),
    path("account", pages.account, name="account"),
    path("account/password", pages.account_password, name="account-password"),
    path("account/sign-out-everywhere", pages.account_sign_out_everywhere, name="account-sign-out-everywhere"),
    path("settings", pages.index, name="settings"),
    path("settings/general", pages.general, name="settings-general"),
    path("settings/units", pages.unit_tree, name="settings-units"),
    path("settings/units/new", pages.new_unit, name="settings-unit-new"),
    path("settings/unit/<str:code>", pages.unit, name="settings-unit"),
    path("settings/unit/<str:code>/move", pages.unit_move, name="settings-unit-move"),
    path("settings/unit/<str:code>/archive", pages.unit_archive, name="settings-unit-archive"),
    path("settings/unit/<str:code>/restore", pages.unit_restore, name="settings-unit-restore"),
    path("settings/members", pages.member_list, name="settings-members"),
    path("settings/members/invite", pages.invite, name="settings-invite"),
    path("settings/members/<int:member_id>", pages.member, name="settings-member"),
    path("settings/members/<int:member_id>/drop-role", pages.member_drop_role, name="settings-member-drop-role"),
    path("settings/members/<int:member_id>/remove", pages.member_remove, name="settings-member-remove"),
    path("settings/members/<int:member_id>/password", pages.member_password, name="settings-member-password"),
    path("settings/invitations/<int:invitation_id>/withdraw", pages.withdraw, name="settings-withdraw"),
    path("settings/keys", pages.key_list, name="settings-keys"),
    path("settings/keys/new", pages.key_new, name="settings-key-new"),
    path("settings/keys/<int:key_id>/revoke", pages.key_revoke, name="settings-key-revoke"),
    path("settings/audit", pages.audit_log, name="settings-audit"),
    path("settings/audit/export", pages.audit_export, name="settings-audit-export"),
]
