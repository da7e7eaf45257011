"""Addresses of reports and customers."""

from django.urls import path

from customers.views import affected, customer_import, customers, declare, redaction, reports, telling

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
    path("reports/<int:number>/customer/", reports.report_customer, name="report_customer"),
    path("customers/", customers.customer_list, name="customer_list"),
    path("customers.csv", customers.customer_csv, name="customer_csv"),
    path("customers/new/", customers.customer_new, name="customer_new"),
    path("customers/import/", customer_import.customer_import, name="customer_import"),
    path("customers/who-knew-first/", customers.who_knew_first, name="who_knew_first"),
    path("customers/<int:number>/", customers.customer, name="customer"),
    path("customers/<int:number>/edit/", customers.customer_edit, name="customer_edit"),
    path("customers/<int:number>/merge/", customers.customer_merge, name="customer_merge"),
    path("customers/affected/<int:pk>/told/", telling.customer_tell, name="customer_tell"),
    path("customers/told/<int:pk>/take-back/", telling.customer_untell, name="customer_untell"),
    path("incidents/<int:number>/customers/", affected.affected_list, name="affected_list"),
    path("incidents/<int:number>/customers.csv", affected.affected_csv_file, name="affected_csv"),
    path("incidents/<int:number>/customers/add/", affected.affected_add, name="affected_add"),
    path("incidents/<int:number>/customers/by-service/", affected.affected_add_by_service, name="affected_by_service"),
    path("incidents/<int:number>/customers/<int:pk>/", affected.affected_edit, name="affected_edit"),
    path("incidents/<int:number>/customers/<int:pk>/link/", affected.affected_link, name="affected_link"),
    path("incidents/<int:number>/customers/<int:pk>/remove/", affected.affected_remove, name="affected_remove"),
]
