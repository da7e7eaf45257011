"""Addresses of incidents and reports."""

from django.urls import path

from incidents.views import listing, reports, services, severities

incident_urls = [
    path("incidents/", listing.incident_list, name="incident_list"),
    path("incidents.csv", listing.incident_csv, name="incident_csv"),
]

report_urls = [
    path("reports/", reports.report_list, name="report_list"),
    path("reports/new/", reports.report_problem, name="report_problem"),
    path("reports/<int:number>/", reports.report, name="report"),
    path("reports/<int:number>/see/", reports.report_see, name="report_see"),
    path("reports/<int:number>/join/", reports.report_join, name="report_join"),
    path("reports/<int:number>/decline/", reports.report_decline, name="report_decline"),
]

settings_urls = [
    path("settings/services/", services.service_list, name="service_list"),
    path("settings/services/new/", services.service_new, name="service_new"),
    path("settings/services/<int:pk>/", services.service_edit, name="service_edit"),
    path("settings/severities/", severities.severity_list, name="severity_list"),
    path("settings/severities/<int:level>/", severities.severity_edit, name="severity_edit"),
]

urlpatterns = incident_urls + report_urls + settings_urls
