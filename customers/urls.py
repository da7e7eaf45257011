"""Addresses of reports."""

from django.urls import path

from customers.views import declare, redaction, reports

urlpatterns = [
    path("reports/", reports.report_list, name="report_list"),
    path("reports/new/", reports.report_problem, name="report_problem"),
    path("reports/<int:number>/", reports.report, name="report"),
    path("reports/<int:number>/see/", reports.report_see, name="report_see"),
    path("reports/<int:number>/declare/", declare.report_declare, name="report_declare"),
    path("reports/<int:number>/join/", reports.report_join, name="report_join"),
    path("reports/<int:number>/unlink/", reports.report_unlink, name="report_unlink"),
    path("reports/<int:number>/decline/", reports.report_decline, name="report_decline"),
    path("reports/<int:number>/redact/", redaction.report_redact, name="report_redact"),
]
