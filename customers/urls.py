"""Addresses of reports and customer updates."""

from django.urls import path

from customers.views import declare, follows, redaction, reports, say, update_templates, updates

urlpatterns = [
    path("say/", say.what_to_say, name="what_to_say"),
    path("say/following/", follows.follow_list, name="follow_list"),
    path("say/following/<int:pk>/", follows.follow_change, name="follow_change"),
    path("say/following/<int:pk>/end/", follows.follow_end, name="follow_end"),
    path("say/<int:number>/", follows.customer_summary, name="customer_summary"),
    path("reports/", reports.report_list, name="report_list"),
    path("reports/new/", reports.report_problem, name="report_problem"),
    path("reports/<int:number>/", reports.report, name="report"),
    path("reports/<int:number>/see/", reports.report_see, name="report_see"),
    path("reports/<int:number>/declare/", declare.report_declare, name="report_declare"),
    path("reports/<int:number>/join/", reports.report_join, name="report_join"),
    path("reports/<int:number>/unlink/", reports.report_unlink, name="report_unlink"),
    path("reports/<int:number>/decline/", reports.report_decline, name="report_decline"),
    path("reports/<int:number>/redact/", redaction.report_redact, name="report_redact"),
    path("incidents/<int:number>/words/", updates.update_list, name="update_list"),
    path("incidents/<int:number>/words/new/", updates.update_new, name="update_new"),
    path("incidents/<int:number>/words/<int:pk>/", updates.update_edit, name="update_edit"),
    path("incidents/<int:number>/words/<int:pk>/approve/", updates.update_approve, name="update_approve"),
    path("incidents/<int:number>/words/<int:pk>/withdraw/", updates.update_withdraw, name="update_withdraw"),
    path("settings/update-templates/", update_templates.update_template_list, name="update_template_list"),
    path("settings/update-templates/new/", update_templates.update_template_new, name="update_template_new"),
    path("settings/update-templates/<int:pk>/", update_templates.update_template_edit, name="update_template_edit"),
]
