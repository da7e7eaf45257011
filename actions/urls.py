"""Addresses of action items."""

from django.urls import path

from actions.views import bulk, item, listing, splitting, talk, templates

urlpatterns = [
    path("action-items/", listing.action_list, name="action_list"),
    path("action-items.csv", listing.action_csv, name="action_csv"),
    path("action-items/bulk/", bulk.action_bulk, name="action_bulk"),
    path("action-items/<int:number>/", item.action_item, name="action_item"),
    path("action-items/<int:number>/edit/", item.action_edit, name="action_edit"),
    path("action-items/<int:number>/status/", item.action_status, name="action_status"),
    path("action-items/<int:number>/due/", item.action_due, name="action_due"),
    path("action-items/<int:number>/comments/", talk.action_comment, name="action_comment"),
    path("action-items/<int:number>/follow/", talk.action_follow, name="action_follow"),
    path("action-items/<int:number>/unfollow/", talk.action_unfollow, name="action_unfollow"),
    path("action-items/<int:number>/split/", splitting.action_split, name="action_split"),
    path("settings/action-item-templates/", templates.action_template_list, name="action_template_list"),
    path("settings/action-item-templates/new/", templates.action_template_new, name="action_template_new"),
    path("settings/action-item-templates/<int:pk>/", templates.action_template_edit, name="action_template_edit"),
    path("incidents/<int:number>/action-items/new/", item.action_new, name="action_new"),
    path("incidents/<int:number>/action-items/accept/", bulk.action_accept_all, name="action_accept_all"),
]
