"""What people choose from is written in Chinese, as the field is."""

from __future__ import annotations

from django.apps import apps
from django.db import models


def test_every_choice_of_this_package_is_labelled_in_chinese() -> None:
    labels = [
        (field.name, str(label))
        for model in apps.get_app_config("assessments").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.Field)
        for _, label in field.flatchoices
    ]
    assert len(labels) > 20
    assert [each for each in labels if each[1].isascii()] == []
