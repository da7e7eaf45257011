"""Addresses of what an installation sets up."""

from django.urls import path

from catalogue.views import calendars, checklists, factor_categories, incident_roles, rules, services, severities

urlpatterns = [
    path("settings/services/", services.service_list, name="service_list"),
    path("settings/services/new/", services.service_new, name="service_new"),
    path("settings/services/<int:pk>/", services.service_edit, name="service_edit"),
    path("settings/checklists/", checklists.checklist_list, name="checklist_list"),
    path("settings/checklists/new/", checklists.checklist_new, name="checklist_new"),
    path("settings/checklists/<int:pk>/", checklists.checklist_edit, name="checklist_edit"),
    path("settings/incident-roles/", incident_roles.incident_role_list, name="incident_role_list"),
    path("settings/incident-roles/new/", incident_roles.incident_role_new, name="incident_role_new"),
    path("settings/incident-roles/<slug:slug>/", incident_roles.incident_role_edit, name="incident_role_edit"),
    path("settings/factor-categories/", factor_categories.factor_category_list, name="factor_category_list"),
    path("settings/factor-categories/new/", factor_categories.factor_category_new, name="factor_category_new"),
    path("settings/factor-categories/<int:pk>/", factor_categories.factor_category_edit, name="factor_category_edit"),
    path("settings/severities/", severities.severity_list, name="severity_list"),
    path("settings/severities/<int:level>/", severities.severity_edit, name="severity_edit"),
    path("settings/working-days/", calendars.calendar_list, name="calendar_list"),
    path("settings/working-days/<int:pk>/", calendars.calendar_edit, name="calendar_edit"),
    path("settings/rules/", rules.rules, name="rules"),
    path("settings/rules/edit/", rules.rules_edit, name="rules_edit"),
]
