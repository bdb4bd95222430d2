"""Addresses of the workbench. 工作台"""

from __future__ import annotations

from django.urls import path

from jiaoyan.dashboard import views

app_name = "dashboard"

urlpatterns = [
    path("", views.home, name="home"),
    path("groups/", views.groups, name="groups"),
    path("groups/<int:group>/<str:term>/", views.group, name="group"),
]
