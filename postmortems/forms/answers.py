"""What postmortems add to the form of an action item: the factors and measures that it answers."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from accounts.models import User
from actions.models import ActionItem
from actions.registries.panels import Addition, FormSubject
from catalogue.enums import ActionKind
from core.paging import number_in
from core.panel_registries import FormPart
from incidents.selectors.due_dates import action_item_due_on
from postmortems.enums import FactorKind
from postmortems.models import Factor, Measure
from postmortems.readers.titles import title_of
from postmortems.services.answers import Answers

KIND_OF = {FactorKind.DETECTION_GAP: ActionKind.DETECT, FactorKind.RESPONSE_DIFFICULTY: ActionKind.RESPOND}
MAX_TITLE = ActionItem._meta.get_field("title").max_length or 0
Rows = Mapping[int, Factor | Measure]


def answers_part(subject: FormSubject, viewer: User, query: QueryDict) -> FormPart[Addition] | None:
    """Two fields with what the postmortem of the incident says; none while the postmortem has neither.

    A new item begins from `?factor=` and `?measure=`, with a date by the policy that applies. The first sentence of the
    measure, else of the factor, is proposed as its title. A factor proposes what kind of item would answer it.
    """
    postmortem = {"postmortem__incident": subject.incident}
    factors = Factor.objects.filter(**postmortem).select_related("postmortem").in_bulk()
    measures = Measure.objects.filter(**postmortem).select_related("postmortem").in_bulk()
    if not factors and not measures:
        return None

    def read(cleaned: Mapping[str, Any]) -> Answers:
        return Answers(
            factors=tuple(factors[pk] for pk in cleaned["factors"]) if factors else None,
            measures=tuple(measures[pk] for pk in cleaned["measures"]) if measures else None,
        )

    rows: dict[str, tuple[str, Rows]] = {
        "measures": ("Linked measures", measures),
        "factors": ("Linked factors", factors),
    }
    fields = {name: _field(label, choices) for name, (label, choices) in rows.items() if choices}
    return FormPart(read=read, fields=fields, initial=_initial(subject, query, factors, measures))


def _field(label: str, rows: Rows) -> forms.Field:
    return forms.TypedMultipleChoiceField(
        label=label,
        choices=[(pk, row.text) for pk, row in rows.items()],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def _initial(
    subject: FormSubject, query: QueryDict, factors: Mapping[int, Factor], measures: Mapping[int, Measure]
) -> dict[str, Any]:
    item = subject.item
    if item is not None:
        return {name: [row.pk for row in getattr(item, name).all()] for name in ("factors", "measures")}
    first: dict[str, Any] = {
        "factors": _asked(query, "factor", factors),
        "measures": _asked(query, "measure", measures),
    }
    answered: list[Factor | Measure] = [
        *(measures[pk] for pk in first["measures"]),
        *(factors[pk] for pk in first["factors"]),
    ]
    if answered:
        first["title"] = title_of(answered[0].text, MAX_TITLE)
    if first["factors"]:
        first["kind"] = KIND_OF.get(FactorKind(factors[first["factors"][0]].kind), ActionKind.PREVENT)
    if first["factors"] or first["measures"]:
        first["due_on"] = action_item_due_on(subject.incident, kind=first.get("kind", ActionKind.UNSTATED))
    return first


def _asked(query: QueryDict, name: str, rows: Collection[int]) -> list[int]:
    """Numbers in the address; those that are not of this postmortem are left out."""
    numbers = (number_in(text) for text in query.getlist(name))
    return [number for number in numbers if number is not None and number in rows]
