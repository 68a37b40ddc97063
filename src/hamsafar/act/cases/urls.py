"""Addresses of cases."""

from django.urls import path

from . import loop_views, setup_views, views

urlpatterns = [
    path("cases", views.case_list, name="cases"),
    path("cases/export", views.export, name="cases-export"),
    path("cases/bulk", views.bulk, name="cases-bulk"),
    path("cases/undo", views.undo, name="cases-undo"),
    path("cases/new", views.open_by_hand, name="case-open"),
    path("cases/views", views.view_save, name="case-view-save"),
    path("cases/views/<int:view_id>/drop", views.view_drop, name="case-view-drop"),
    path("cases/loop", loop_views.loop, name="case-loop"),
    path("cases/causes", loop_views.cause_board, name="case-causes"),
    path("cases/causes/new", setup_views.cause_new, name="case-cause-new"),
    path("cases/causes/<int:cause_id>", setup_views.cause_edit, name="case-cause"),
    path("cases/causes/<int:cause_id>/archive", setup_views.cause_archive, name="case-cause-archive"),
    path("cases/causes/<int:cause_id>/restore", setup_views.cause_restore, name="case-cause-restore"),
    path("cases/rules", setup_views.rule_list, name="case-rules"),
    path("cases/rules/begin", setup_views.begin, name="case-begin"),
    path("cases/rules/new", setup_views.rule_new, name="case-rule-new"),
    path("cases/rules/<int:rule_id>", setup_views.rule_edit, name="case-rule"),
    path("cases/rules/<int:rule_id>/switch", setup_views.rule_switch, name="case-rule-switch"),
    path("cases/rules/<int:rule_id>/archive", setup_views.rule_archive, name="case-rule-archive"),
    path("cases/replies", setup_views.reply_list, name="case-replies"),
    path("cases/replies/new", setup_views.reply_new, name="case-reply-new"),
    path("cases/replies/<int:reply_id>", setup_views.reply_edit, name="case-reply"),
    path("cases/replies/<int:reply_id>/archive", setup_views.reply_archive, name="case-reply-archive"),
    path("cases/settings", setup_views.settings, name="case-settings"),
    path("cases/<int:case_id>", views.case, name="case"),
    path("cases/<int:case_id>/letter", views.letter, name="case-letter"),
    path("cases/<int:case_id>/<slug:name>", views.deed, name="case-deed"),
]
