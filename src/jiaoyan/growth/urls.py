"""Addresses of growth."""

from __future__ import annotations

from django.urls import path

from jiaoyan.growth import views

app_name = "growth"
PLACE = "groups/<int:group>/<str:term>/awards/"

urlpatterns = [
    path(PLACE, views.awards, name="awards"),
    path(PLACE + "new/", views.new, name="award_new"),
    path(PLACE + "awards.docx", views.docx, name="awards_docx"),
    path("awards/forms/awards.docx", views.blank, name="awards_blank"),
    path("awards/<int:pk>/", views.change, name="award"),
    path("awards/<int:pk>/remove/", views.remove, name="award_remove"),
    path("awards/<int:pk>/restore/", views.restore, name="award_restore"),
    path("awards/<int:pk>/certificate/", views.certificate, name="award_certificate"),
]
