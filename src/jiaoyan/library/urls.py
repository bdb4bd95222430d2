"""Addresses of the library. 教材梳理、资源"""

from __future__ import annotations

from django.urls import path, register_converter

from jiaoyan.library import views


class StateConverter:
    """The four words a resource's state is changed by."""

    regex = "final|open|remove|restore"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(StateConverter, "resource_state")

app_name = "library"

urlpatterns = [
    path("groups/<int:group>/<str:term>/textbook/", views.study, name="study"),
    path("groups/<int:group>/<str:term>/textbook/edit/", views.study_edit, name="study_edit"),
    path("groups/<int:group>/<str:term>/textbook.docx", views.study_docx, name="study_docx"),
    path("forms/textbook.docx", views.study_blank, name="study_blank"),
    path("resources/<int:pk>/", views.resource, name="resource"),
    path("resources/<int:pk>/<resource_state:state>/", views.resource_state, name="resource_state"),
    path("resources/versions/<int:pk>/", views.version, name="version"),
]
