"""Addresses of comments."""

from django.urls import path

from . import model_pages, topic_pages, views

urlpatterns = [
    path("comments", views.comments, name="comments"),
    path("comments/export", views.export, name="comments-export"),
    path("comments/alerts", views.alerts, name="comments-alerts"),
    path("comments/c/<str:address>", views.comment, name="comment"),
    path("comments/c/<str:address>/correct", views.correct, name="comment-correct"),
    path("comments/c/<str:address>/idea", views.link_idea, name="comment-idea"),
    path("comments/c/<str:address>/take-back", views.take_back, name="comment-take-back"),
    path("comments/topics", topic_pages.topic_list, name="comment-topics"),
    path("comments/topics/new", topic_pages.new, name="comment-topic-new"),
    path("comments/topics/try", topic_pages.try_rule, name="comment-topic-try"),
    path("comments/topics/discovered", topic_pages.discovered, name="comment-topics-discovered"),
    path("comments/topics/discovered/adopt", topic_pages.adopt_into, name="comment-topic-adopt"),
    path("comments/topics/discovered/dismiss", topic_pages.dismiss, name="comment-topic-dismiss"),
    path("comments/topics/discovered/take-up", topic_pages.take_up, name="comment-topic-take-up"),
    path("comments/topics/t/<slug:key>", topic_pages.change, name="comment-topic"),
    path("comments/topics/t/<slug:key>/merge", topic_pages.merge, name="comment-topic-merge"),
    path("comments/models", model_pages.models, name="comment-models"),
    path("comments/models/learn", model_pages.learn, name="comment-models-learn"),
]
