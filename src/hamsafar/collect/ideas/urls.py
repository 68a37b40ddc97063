"""Addresses of the portal, for everybody. The team's pages are in show.board."""

from django.urls import path

from . import public

urlpatterns = [
    path("i", public.board, name="ideas-board"),
    path("i/roadmap", public.roadmap, name="ideas-roadmap"),
    path("i/new", public.new, name="ideas-new"),
    path("i/similar", public.similar, name="ideas-similar"),
    path("i/feed.atom", public.feed, name="ideas-feed"),
    path("i/sign-in", public.sign_in, name="ideas-sign-in"),
    path("i/sign-out", public.sign_out, name="ideas-sign-out"),
    path("i/code/<uuid:code_id>", public.code, name="ideas-code"),
    path("i/p/<slug:token>", public.personal, name="ideas-personal"),
    path("i/<int:idea_id>", public.idea, name="ideas-idea"),
    path("i/<int:idea_id>/vote", public.vote, name="ideas-vote"),
    path("i/<int:idea_id>/follow", public.follow, name="ideas-follow"),
    path("i/<int:idea_id>/comment", public.comment, name="ideas-comment"),
    path("i/<int:idea_id>/feed.atom", public.idea_feed, name="ideas-idea-feed"),
]
