"""All addresses, app by app."""

from django.urls import include, path

from config import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("", include("core.urls")),
    path("", include("accounts.urls")),
    path("", include("notifications.urls")),
    path("", include("catalogue.urls")),
    path("", include("incidents.urls")),
    path("", include("live.urls")),
    path("", include("customers.urls")),
    path("", include("actions.urls")),
    path("", include("postmortems.urls")),
    path("", include("followthrough.urls")),
    path("", include("similar.urls")),
    path("", include("importing.urls")),
    path("", include("transfer.urls")),
    path("", include("home.urls")),
]

handler400 = "core.views.bad_request"
handler404 = "core.views.not_found"
handler403 = "core.views.forbidden"
handler429 = "core.views.too_many"  # allauth's rate limits ask for it
handler500 = "core.views.server_error"
