"""What a redaction does to postmortems besides removing words from them."""

from collections.abc import Collection

from accounts.models import User
from incidents.registries.redactions import register_row_change
from postmortems.models import Section
from postmortems.services.sections import count_redaction


def _change_section(section: Section, actor: User, seq: int) -> Collection[str]:
    """An editor that was opened before gets a conflict."""
    return count_redaction(section=section, actor=actor)


register_row_change(Section, _change_section)
