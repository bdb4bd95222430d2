"""Addresses of the ledger."""

from django.urls import path

from jiaoyan.ledger import views

app_name = "ledger"
urlpatterns = [
    path("groups/<int:group>/<str:term>/ledger/", views.ledger, name="ledger"),
    path("groups/<int:group>/<str:term>/ledger/preview/", views.preview, name="preview"),
    path("groups/<int:group>/<str:term>/ledger/word/", views.word, name="word"),
    path("groups/<int:group>/<str:term>/ledger/evidence/", views.evidence, name="evidence"),
    path("groups/<int:group>/<str:term>/ledger/pdf/", views.pdf, name="pdf"),
    path("groups/<int:group>/<str:term>/ledger/freeze/", views.freeze, name="freeze"),
    path("ledger/volumes/<int:pk>/", views.volume, name="volume"),
]
