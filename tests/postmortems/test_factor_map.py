"""The map of factors: laid out so that boxes stand apart, arrows cross none, and long words are cut."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postmortems.enums import FactorKind
from postmortems.selectors.analysis import analysis
from postmortems.selectors.factor_map import NARROW, WIDE, _arrows, _Draft, _place, _ranked, factor_maps, wrapped
from postmortems.selectors.factor_map import Node as MapNode
from postmortems.services.analysis import add_factor
from postmortems.services.factor_links import FactorLinks
from tests.factories.actions import make_action_item
from tests.factories.postmortems import make_postmortem


def laid_out(edges, size):
    """`edges`: of each box those before it, by place."""
    keys = [f"factor-{at}" for at in range(len(edges))]
    draft = _Draft()
    for key, causes in zip(keys, edges, strict=True):
        draft.nodes[key] = MapNode(key, "", "Trigger", ["words"] * (1 + len(causes)), "", "", "", size.box)
        draft.before[key] = [keys[cause] for cause in causes]
    draft.layers = _ranked(keys, draft.before)
    return draft, _place(draft, size)


def _graph(many):
    earlier = (st.lists(st.integers(0, max(0, at - 1)), max_size=min(at, 3), unique=True) for at in range(many))
    return st.tuples(*earlier)


graphs = st.integers(1, 14).flatmap(_graph)


@given(graphs, st.sampled_from([WIDE, NARROW]))
def test_boxes_stand_apart_inside_the_drawing_below_what_made_them_possible(edges, size):
    draft, height = laid_out(edges, size)
    nodes = list(draft.nodes.values())
    for node in nodes:
        assert size.lane <= node.x
        assert node.x + node.width <= size.width
        assert 0 <= node.y < node.y + node.height <= height
        for cause in draft.before[node.key]:
            assert draft.nodes[cause].y + draft.nodes[cause].height < node.y
        for other in nodes:
            if other is not node and other.row == node.row:
                assert other.x + other.width < node.x or node.x + node.width < other.x


@given(graphs, st.sampled_from([WIDE, NARROW]))
def test_no_arrow_crosses_a_box(edges, size):
    draft, _ = laid_out(edges, size)
    for arrow in _arrows(draft, size):
        if "C" in arrow.path:
            continue  # into the next row, with nothing between
        x, y = map(int, re.match(r"M(\d+) (\d+)", arrow.path).groups())
        for way, to in re.findall(r"([HV])(\d+)", arrow.path):
            nx, ny = (int(to), y) if way == "H" else (x, int(to))
            for node in draft.nodes.values():
                beside = max(x, nx) <= node.x or min(x, nx) >= node.x + node.width
                above = max(y, ny) <= node.y or min(y, ny) >= node.y + node.height
                assert beside or above, (arrow.path, node)
            x, y = nx, ny


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("A full disk", ["A full", "disk"]),
        ("Donaudampfschiff", ["Donaudam…"]),
        ("one two three four five", ["one two", "three fo…"]),
        ("雪雪雪雪雪雪", ["雪雪雪雪…"]),
    ],
)
def test_long_words_and_texts_are_cut(text, lines):
    assert wrapped(text, 9, 2) == lines


def test_the_page_draws_factors_and_their_action_items_for_two_widths(as_user, responder):
    postmortem = make_postmortem(author=responder)
    word = "Unbelievablylongnameofsomethingthatbroke"

    def add(text, *causes):
        links = FactorLinks(made_possible_by=causes)
        return add_factor(postmortem=postmortem, actor=responder, kind=FactorKind.TRIGGER, text=text, links=links)

    client = as_user(responder)
    first = add("No quota")
    assert "factor-map" not in client.get(postmortem.get_absolute_url()).content.decode()
    second = add(word, first)
    item = make_action_item(incident=postmortem.incident, title="Set a quota", owner=responder)
    item.factors.add(first, second)
    page = client.get(postmortem.get_absolute_url())
    shown = page.content.decode()
    assert 'aria-label="Map of 2 factors and 1 action item. The list below says the same."' in shown
    assert f"<title>Trigger: {word}</title>" in shown
    assert shown.count(f'<a href="#factor-{second.pk}">') == 2
    assert f'<li id="factor-{second.pk}">' in shown
    assert "style=" not in shown.partition("factor-map")[2].partition("</figure>")[0]
    maps = page.context["page"].maps
    assert [(each.size.name, len(each.nodes), len(each.arrows)) for each in maps] == [("wide", 3, 3), ("narrow", 3, 3)]


def test_what_has_no_action_item_is_marked(responder):
    postmortem = make_postmortem(author=responder)
    for kind in (FactorKind.ROOT_CAUSE, FactorKind.MITIGATOR):
        add_factor(postmortem=postmortem, actor=responder, kind=kind, text="words")
    wide, _ = factor_maps(analysis(postmortem), _zone())
    assert [(node.note, node.classes) for node in wide.nodes] == [
        ("no action item", "node-root node-none"),
        ("", "node-help"),
    ]


def _zone():
    return None  # no evidence, so no time is shown
