"""Reports as they are named in text: REP-12."""

from core.references import register_reference
from customers.models import Report

register_reference(Report.PREFIX, "report", Report.objects.visible_to)
