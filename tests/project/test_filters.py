"""What can be chosen from is a list to choose from, on every page with filters."""

import re

import pytest


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/settings/people/", {"role", "team", "state"}),
        ("/settings/audit/", {"action", "actor"}),
        ("/settings/deliveries/", {"state", "kind"}),
        ("/postmortems/", {"status", "severity", "service", "team", "owner"}),
        ("/action-items/", {"owner", "team", "priority"}),
        ("/incidents/", {"status", "severity", "service", "team", "lead"}),
    ],
)
def test_choices_are_chosen_from_a_list(as_user, admin, path, names):
    shown = as_user(admin).get(path).content.decode()
    assert names <= set(re.findall(r'<select[^>]* name="(\w+)"', shown))


def test_a_choice_that_was_made_stays_chosen(as_user, admin):
    shown = as_user(admin).get("/settings/people/?role=manager").content.decode()
    assert re.search(r'<option value="manager" selected', shown)
    shown = as_user(admin).get(f"/settings/audit/?actor={admin.pk}").content.decode()
    assert re.search(rf'<option value="{admin.pk}" selected', shown)
