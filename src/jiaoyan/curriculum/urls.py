"""Addresses of the curriculum."""

from django.urls import path

from jiaoyan.curriculum.views import adoption, own

app_name = "curriculum"
OWN = "school/textbooks/own/"
urlpatterns = [
    path("school/textbooks/", adoption.current, name="textbooks"),
    path("school/textbooks/<str:year>/", adoption.adoption, name="adoption"),
    path(f"{OWN}new/", own.new, name="own_new"),
    path(f"{OWN}<int:pk>/", own.edition, name="own"),
    path(f"{OWN}<int:pk>/edit/", own.edit, name="own_edit"),
    path(f"{OWN}<int:pk>/remove/", own.remove, name="own_remove"),
    path(f"{OWN}<int:pk>/restore/", own.restore, name="own_restore"),
    path(f"{OWN}<int:pk>/books/<int:volume>/", own.book, name="own_book"),
    path(f"{OWN}<int:pk>/import/", own.send, name="own_import"),
    path(f"{OWN}<int:pk>/blank/", own.blank, name="own_blank"),
    path(f"{OWN}<int:pk>/export/", own.export, name="own_export"),
]
