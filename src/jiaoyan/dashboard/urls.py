"""Addresses of the workbench. 工作台"""

from __future__ import annotations

from django.urls import path

from jiaoyan.dashboard.views import reminding, workbench

app_name = "dashboard"

urlpatterns = [
    path("", workbench.home, name="home"),
    path("groups/", workbench.groups, name="groups"),
    path("groups/<int:group>/<str:term>/", workbench.group, name="group"),
    path("groups/<int:group>/<str:term>/wanting/", workbench.wanting, name="wanting"),
    path("groups/<int:group>/<str:term>/late-steps/", workbench.late_steps, name="late_steps"),
    path("groups/<int:group>/<str:term>/collection/", reminding.collection, name="collection"),
    path("groups/<int:group>/<str:term>/collection/send/<slug:channel>/", reminding.send, name="send"),
    path("subscribe/", reminding.subscribe, name="subscribe"),
    path("subscribe/renew/", reminding.renew, name="feed_renew"),
    path("feeds/<str:token>.ics", reminding.feed, name="feed"),
]
