"""What a redaction does here: each full export may hold the redacted words."""

from incidents.registries.redactions import register_forgetting
from transfer.services.exports import forget_full_exports

register_forgetting(forget_full_exports)
