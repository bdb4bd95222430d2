"""Addresses of the curriculum."""

from django.urls import path

from jiaoyan.curriculum import views

app_name = "curriculum"
urlpatterns = [
    path("manage/textbooks/<str:year>/", views.adoption, name="adoption"),
    path("manage/textbooks/", views.current, name="textbooks"),
]
