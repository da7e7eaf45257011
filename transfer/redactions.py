"""What a redaction does here: each full export may hold the redacted words."""

from functools import partial

from core.export_jobs import forget_exports
from incidents.registries.redactions import register_forgetting
from transfer.models import FullExport

register_forgetting(partial(forget_exports, FullExport))
