"""Addresses of notifications."""

from django.urls import path

from notifications.views import choices, deliveries, endpoints, inbox

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.all_read, name="inbox_all_read"),
    path("inbox/<int:pk>/", inbox.message, name="inbox_message"),
    path("inbox/<int:pk>/read/", inbox.read, name="inbox_read"),
    path("profile/messages/", choices.choices, name="message_choices"),
    path("settings/endpoints/", endpoints.endpoint_list, name="endpoint_list"),
    path("settings/endpoints/new/", endpoints.endpoint_new, name="endpoint_new"),
    path("settings/endpoints/<int:pk>/", endpoints.endpoint_edit, name="endpoint_edit"),
    path("settings/endpoints/<int:pk>/test/", endpoints.endpoint_test, name="endpoint_test"),
    path("settings/endpoints/<int:pk>/secret/", endpoints.endpoint_secret, name="endpoint_secret"),
    path("settings/deliveries/", deliveries.delivery_list, name="delivery_list"),
    path("settings/deliveries/test/", deliveries.delivery_test, name="delivery_test"),
    path("settings/deliveries/<int:pk>/", deliveries.delivery, name="delivery"),
    path("settings/deliveries/<int:pk>/mail.html", deliveries.delivery_html, name="delivery_html"),
    path("settings/deliveries/<int:pk>/again/", deliveries.delivery_again, name="delivery_again"),
]
