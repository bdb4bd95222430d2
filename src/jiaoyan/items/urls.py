"""Addresses of items."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "items"
urlpatterns: list[URLPattern] = []
