"""What a new action item answers, when somebody comes from a factor or a measure."""

from typing import Any

from django.http import QueryDict

from catalogue.enums import ActionKind
from core.paging import number_in
from incidents.models import Incident
from postmortems.models import Factor, Measure


def asked_answers(incident: Incident, query: QueryDict) -> dict[str, Any]:
    """First values of the form from `?factor=` and `?measure=`; what is not of this incident is left out.

    The words of a measure are the first proposal for the title: it says what is to be done.
    """
    factors = list(Factor.objects.filter(postmortem__incident=incident, pk__in=_ids(query, "factor")))
    measures = list(Measure.objects.filter(postmortem__incident=incident, pk__in=_ids(query, "measure")))
    first = {"factors": factors, "measures": measures, "kind": ActionKind.PREVENT}
    return first | ({"title": " ".join(measures[0].text.split())[:300]} if measures else {})


def _ids(query: QueryDict, name: str) -> list[int]:
    return [number for text in query.getlist(name) if (number := number_in(text)) is not None]
