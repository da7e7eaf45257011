"""The factors and measures linked to action items, as their pages and lists show them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from accounts.models import User
from actions.models import ActionItem
from core.panel_registries import Cell
from postmortems.models import Factor, Measure


@dataclass(frozen=True, slots=True)
class ItemPanel:
    """The factors and measures linked to one action item."""

    factors: list[Factor]
    measures: list[Measure]


def item_panel(item: ActionItem, viewer: User) -> ItemPanel:
    """In two queries."""
    return ItemPanel(list(item.factors.all()), list(item.measures.all()))


def factor_cells(ids: Collection[int], viewer: User) -> dict[int, Cell]:
    """The texts of the factors linked to each of these action items, in one query."""
    return _cells(Factor.objects.filter(action_items__in=ids).values_list("action_items", "text"))


def measure_cells(ids: Collection[int], viewer: User) -> dict[int, Cell]:
    """The same of measures."""
    return _cells(Measure.objects.filter(action_items__in=ids).values_list("action_items", "text"))


def _cells(found: Iterable[tuple[int, str]]) -> dict[int, Cell]:
    texts: defaultdict[int, list[str]] = defaultdict(list)
    for item, text in found:
        texts[item].append(" ".join(text.split()))
    return {item: Cell("; ".join(words)) for item, words in texts.items()}
