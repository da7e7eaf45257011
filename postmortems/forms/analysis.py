"""Forms of factors, lessons and measures."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import Truncator

from catalogue.models import FactorCategory
from incidents.models import TimelineEntry
from postmortems.enums import FactorKind, LessonKind, MeasureKind
from postmortems.models import Factor, Postmortem
from postmortems.selectors.editing import EditPage
from postmortems.selectors.factor_choices import EntryChoices, entry_choices, evidence_among
from postmortems.services.analysis import MAX_TEXT, Row, fingerprint
from postmortems.services.factor_links import FactorLinks, links_of

NO_WORDS = {"required": "Write at least a few words."}


class RowForm(forms.Form):
    """What the three have in common. `seen` is the fingerprint of the row when the form was shown."""

    text = forms.CharField(max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 2}), error_messages=NO_WORDS)
    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)
    client_uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, postmortem: Postmortem, row: Row | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.postmortem, self.row = postmortem, row

    @classmethod
    def of(cls, row: Row, data: Any = None, *, typed: dict[str, Any] | None = None) -> "RowForm":
        """The form of a stored row, bound when data is given; `typed` replaces what is stored.

        Its ids are its own on the page.
        """
        says = cls.stored(row) | (typed or {}) | {"seen": fingerprint(row)}
        return cls(data, postmortem=row.postmortem, row=row, initial=says, auto_id=f"id_{row.pk}_%s")

    @staticmethod
    def stored(row: Row) -> dict[str, Any]:
        """What the fields show of a stored row."""
        return {"kind": row.kind, "text": row.text}

    @property
    def typed(self) -> dict[str, Any]:
        """What was typed, for another form; only of a form that is valid."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"seen", "client_uuid"}}

    @property
    def words(self) -> dict[str, Any]:
        """What was typed, as the services take it; only of a form that is valid."""
        return self.typed


class FactorForm(RowForm):
    """A factor, with its links."""

    kind = forms.ChoiceField(choices=FactorKind.choices, initial=FactorKind.CONTRIBUTING)
    category = forms.ModelChoiceField(FactorCategory.objects.none(), required=False, empty_label="No category")
    evidence = forms.ModelMultipleChoiceField(TimelineEntry.objects.none(), required=False)
    made_possible_by = forms.ModelMultipleChoiceField(
        Factor.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("kind", "category", "text", "evidence", "made_possible_by")

    def __init__(
        self,
        data: Any = None,
        *,
        postmortem: Postmortem,
        row: Row | None = None,
        factors: Iterable[Factor] | None = None,
        **options: Any,
    ) -> None:
        """`factors` are all of the postmortem, if they were read already."""
        super().__init__(data, postmortem=postmortem, row=row, **options)
        factor = row if isinstance(row, Factor) else None
        fields: dict[str, Any] = self.fields
        categories = FactorCategory.objects.active()
        if factor and factor.category_id:
            categories |= FactorCategory.objects.filter(pk=factor.category_id)
        fields["category"].queryset = categories
        entries = evidence_among(postmortem, factor).select_related("incident")
        fields["evidence"].queryset = entries.defer("search", "html", "incident__search")
        others = Factor.objects.filter(postmortem=postmortem).defer("search")
        if factor:
            others = others.exclude(pk=factor.pk)
        fields["made_possible_by"].queryset = others
        self.others = [(other.pk, _short(other)) for other in (others if factors is None else factors)]
        fields["made_possible_by"].choices = self.others

    @staticmethod
    def stored(row: Row) -> dict[str, Any]:
        """With the links, by their keys."""
        links = links_of(row) if isinstance(row, Factor) else FactorLinks()
        return {
            "kind": row.kind,
            "text": row.text,
            "category": links.category,
            "evidence": [entry.pk for entry in links.evidence],
            "made_possible_by": [factor.pk for factor in links.made_possible_by],
        }

    @property
    def words(self) -> dict[str, Any]:
        """The links as one."""
        said = self.cleaned_data
        links = FactorLinks(said["category"], tuple(said["evidence"]), tuple(said["made_possible_by"]))
        return {"kind": said["kind"], "text": said["text"], "links": links}

    @property
    def entries(self) -> EntryChoices:
        """The entries to tick, with what is ticked in this form."""
        ticked = {str(getattr(value, "pk", value)) for value in self["evidence"].value() or ()}
        return entry_choices(self.postmortem, self.row if isinstance(self.row, Factor) else None, ticked)


def _short(factor: Factor) -> str:
    return f"{factor.get_kind_display()}: {Truncator(factor.text).chars(160)}"


class LessonForm(RowForm):
    """A lesson."""

    kind = forms.ChoiceField(choices=LessonKind.choices, initial=LessonKind.WENT_WELL)
    field_order = ("kind", "text")


class MeasureForm(RowForm):
    """A measure; its kind is optional."""

    kind = forms.ChoiceField(choices=MeasureKind.choices, required=False, initial=MeasureKind.UNSTATED)
    field_order = ("kind", "text")


FORMS: dict[str, type[RowForm]] = {"factors": FactorForm, "lessons": LessonForm, "measures": MeasureForm}


def new_row_form(page: EditPage) -> RowForm | None:
    """The form of another row of the section that a page shows; none in a section without rows."""
    if page.kind == "factors":
        return FactorForm(postmortem=page.postmortem, factors=[each.row for each in page.rows.factors])  # type: ignore[misc]
    return FORMS[page.kind](postmortem=page.postmortem) if page.kind else None
