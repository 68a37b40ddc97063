"""Addresses of reviews. What stands under /v/ is for everybody."""

from django.urls import path

from . import public, views

urlpatterns = [
    path("reviews", views.review_list, name="reviews"),
    path("reviews/bulk", views.bulk, name="reviews-bulk"),
    path("reviews/questions", views.question_list, name="review-questions"),
    path("reviews/questions/<uuid:question_id>", views.question, name="review-question"),
    path("reviews/questions/<uuid:question_id>/answer", views.answer, name="review-answer"),
    path("reviews/questions/<uuid:question_id>/<slug:what>/<uuid:about>/<slug:deed>", views.decide_words, name="review-words"),
    path("reviews/products", views.product_list, name="review-products"),
    path("reviews/products/new", views.new_product, name="review-new-product"),
    path("reviews/products/<int:product_id>", views.product, name="review-product"),
    path("reviews/products/<int:product_id>/change", views.change_product, name="review-change-product"),
    path("reviews/not-shown", views.not_shown, name="review-openness"),
    path("reviews/settings", views.change_settings, name="review-settings"),
    path("reviews/shop", views.shop, name="review-shop"),
    path("reviews/photos/<uuid:photo_id>/remove", views.drop_photo, name="review-drop-photo"),
    path("reviews/photos/<uuid:photo_id>/<slug:size>", views.team_photo, name="review-team-photo"),
    path("reviews/<uuid:review_id>", views.review, name="review"),
    path("reviews/<uuid:review_id>/reply", views.reply, name="review-reply"),
    path("reviews/<uuid:review_id>/<slug:deed>", views.decide, name="review-decide"),
    path("v/i/<slug:token>", public.link, name="review-link"),
    path("v/p/<path:key>", public.product, name="reviews-of"),
    path("v/-/data.json", public.data, name="reviews-data"),
    path("v/-/compare", public.compare, name="reviews-compare"),
    path("v/-/vote", public.vote, name="review-vote"),
    path("v/-/report", public.report, name="review-report"),
    path("v/-/ask", public.ask, name="review-ask"),
    path("v/-/post", public.post, name="review-post"),
    path("v/-/confirm", public.confirm, name="review-confirm"),
    path("v/-/photo/<slug:photo_id>/<slug:size>", public.photo, name="review-photo"),
]
