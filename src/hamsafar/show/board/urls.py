"""Addresses of the team's pages of ideas. The portal itself stands under /i (collect.ideas)."""

from django.urls import path

from . import setup_views, views

urlpatterns = [
    path("ideas", views.board, name="board"),
    path("ideas/new", views.new, name="board-new"),
    path("ideas/waiting", views.waiting, name="board-waiting"),
    path("ideas/waiting/comment/<int:comment_id>", views.judge_comment, name="board-judge-comment"),
    path("ideas/setup", setup_views.setup, name="board-setup"),
    path("ideas/setup/status", setup_views.status, name="board-status-new"),
    path("ideas/setup/status/<int:status_id>", setup_views.status, name="board-status"),
    path("ideas/setup/status/<int:status_id>/move", setup_views.status_move, name="board-status-move"),
    path("ideas/setup/status/<int:status_id>/archive", setup_views.status_archive, name="board-status-archive"),
    path("ideas/setup/tag", setup_views.tag, name="board-tag-new"),
    path("ideas/setup/tag/<int:tag_id>", setup_views.tag, name="board-tag"),
    path("ideas/setup/tag/<int:tag_id>/drop", setup_views.tag_drop, name="board-tag-drop"),
    path("ideas/setup/people/<uuid:participant_id>", setup_views.unblock, name="board-unblock"),
    path("ideas/links/<int:link_id>/drop", views.unlink, name="board-unlink"),
    path("ideas/<int:idea_id>", views.idea, name="board-idea"),
    path("ideas/<int:idea_id>/others", views.others, name="board-others"),
    path("ideas/<int:idea_id>/<slug:name>", views.deed, name="board-deed"),
]
