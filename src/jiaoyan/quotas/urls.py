"""Addresses of quotas. 指标"""

from __future__ import annotations

from django.urls import path

from jiaoyan.quotas.views import adopting, excusing, keeping, listing

app_name = "quotas"
PLACE = "groups/<int:group>/<str:term>/quotas/"

urlpatterns = [
    path(PLACE, listing.listing, name="list"),
    path(PLACE + "quotas.docx", listing.docx, name="docx"),
    path(PLACE + "new/", keeping.new, name="new"),
    path(PLACE + "sentence/", keeping.sentence, name="sentence"),
    path(PLACE + "copy/", keeping.copy, name="copy"),
    path(PLACE + "presets/<slug:slug>/", adopting.preset, name="preset"),
    path(PLACE + "excuses/", excusing.excuses, name="excuses"),
    path("quotas/forms/quotas.docx", listing.blank, name="blank"),
    path("quotas/forms/excuses.docx", listing.excuse_blank, name="excuse_blank"),
    path("quotas/<int:pk>/", listing.quota, name="quota"),
    path("quotas/<int:pk>/change/", keeping.change, name="change"),
    path("quotas/<int:pk>/withdraw/", keeping.withdraw, name="withdraw"),
    path("quotas/<int:pk>/bring-back/", keeping.bring_back, name="bring_back"),
    path("quotas/<int:pk>/<str:term>/excuse/<str:kind>/<int:subject>/<path:span>/", excusing.excuse, name="excuse"),
    path("quotas/excuses/<int:pk>/answer/", excusing.answer, name="excuse_answer"),
    path("quotas/excuses/<int:pk>/take-back/", excusing.take_back, name="excuse_take_back"),
]
