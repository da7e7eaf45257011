"""Addresses of imports."""

from django.urls import URLPattern, URLResolver, include, path

from importing.views import batches, documents

batch_urls: list[URLPattern | URLResolver] = [
    path("", batches.batch, name="batch"),
    path("drop/", batches.batch_drop, name="batch_drop"),
    path("take-back/", batches.batch_take_back, name="batch_take_back"),
    path("restore/", batches.batch_restore, name="batch_restore"),
    path("again/", batches.batch_again, name="batch_again"),
]

document_urls: list[URLPattern | URLResolver] = [
    path("", documents.document, name="document"),
    path("<slug:kind>/<int:place>/", documents.document_part, name="document_part"),
    path("<slug:kind>/add/", documents.document_part_add, name="document_part_add"),
    path("<slug:action>/", documents.document_act, name="document_act"),
]

document_batch_urls: list[URLPattern | URLResolver] = [
    path("", documents.document_batch, name="document_batch"),
    path("import/", documents.document_batch_import, name="document_batch_import"),
    path("discard/", documents.document_batch_discard, name="document_batch_discard"),
    path("<int:document_id>/", include(document_urls)),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("incidents/<int:number>/import/", batches.import_paste, name="import_paste"),
    path("incidents/<int:number>/import/<int:batch_id>/", include(batch_urls)),
    path("incidents/<int:number>/withdraw/", documents.import_withdraw, name="import_withdraw"),
    path("postmortems/import/", documents.document_upload, name="document_upload"),
    path("postmortems/import/<int:batch_id>/", include(document_batch_urls)),
]
