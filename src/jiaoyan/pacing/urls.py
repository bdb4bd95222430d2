"""Addresses of table 2."""

from django.urls import path

from jiaoyan.pacing.views import approval, replan, schedule, taught
from jiaoyan.schools.approving import paths

app_name = "pacing"
PLACE = "groups/<int:group>/<str:term>/pacing/"
urlpatterns = [
    path(PLACE, schedule.schedule, name="schedule"),
    path(f"{PLACE}propose/", schedule.propose, name="propose"),
    path(f"{PLACE}edit/", schedule.edit, name="edit"),
    path(f"{PLACE}taught/", taught.taught, name="taught"),
    path(f"{PLACE}replan/", replan.replan, name="replan"),
    *paths(PLACE, approval.opened),
    path(f"{PLACE}word/", schedule.docx, name="docx"),
    path(f"{PLACE}blank/", schedule.blank, name="blank"),
    path(f"{PLACE}approved/<int:number>/", schedule.approved, name="approved"),
]
