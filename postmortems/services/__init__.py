"""Use cases of postmortems. Other apps call these."""

from postmortems.services.analysis import add_factor, add_lesson, add_measure
from postmortems.services.answers import Answers
from postmortems.services.factor_links import FactorLinks
from postmortems.services.filling import fill_sections
from postmortems.services.postmortems import change_status, open_postmortem
from postmortems.services.saving import save_section

__all__ = [
    "Answers",
    "FactorLinks",
    "add_factor",
    "add_lesson",
    "add_measure",
    "change_status",
    "fill_sections",
    "open_postmortem",
    "save_section",
]
