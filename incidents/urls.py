"""Addresses of incidents and reports."""

from django.urls import path

from incidents.views import listing, reports

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

urlpatterns = incident_urls + report_urls
