"""Every address of the product. Each package owns its own; a test walks them all."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("jiaoyan.dashboard.urls")),
    path("", include("jiaoyan.schools.urls")),
    path("", include("jiaoyan.curriculum.urls")),
    path("", include("jiaoyan.quotas.urls")),
    path("", include("jiaoyan.library.urls")),
    path("", include("jiaoyan.pacing.urls")),
    path("", include("jiaoyan.items.urls")),
    path("", include("jiaoyan.assessments.urls")),
    path("", include("jiaoyan.activities.urls")),
    path("", include("jiaoyan.lessons.urls")),
    path("", include("jiaoyan.growth.urls")),
    path("", include("jiaoyan.planning.urls")),
    path("", include("jiaoyan.ledger.urls")),
]

handler400 = "jiaoyan.web.errors.bad_request"
handler403 = "jiaoyan.web.errors.permission_denied"
handler404 = "jiaoyan.web.errors.not_found"
handler500 = "jiaoyan.web.errors.server_error"
