"""No page leads its reader to one that refuses: links of each role, from the home page on."""

import re

import pytest

from accounts.models import User
from examples.services.loading import load_examples
from tests.journeys.pages import ROLES

LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#?]*)')
# Files; and a link that is hidden until entries of this browser wait, which a reporter has none of.
ELSEWHERE = re.compile(r"^/incidents/waiting/$|/static/|/attachments/|/logout/|\.csv$|\.txt$")
DEEP = 3  # links away from the home page
SHAPE = re.compile(r"\d+")


@pytest.mark.parametrize("role", list(ROLES))
def test_links_lead_somewhere(as_user, settings, tmp_path, role):
    """Of pages that differ by a number alone, two are read."""
    settings.MEDIA_ROOT = tmp_path
    load_examples()
    client = as_user(User.objects.get(email=ROLES[role]))
    seen, shapes, refused, level = set(), {}, [], {"/": ""}
    for _ in range(DEEP):
        following = {}
        for address, source in level.items():
            response = client.get(address)
            if response.status_code >= 400:
                refused.append(f"{source} leads to {address}: {response.status_code}")
            if response.status_code != 200 or response.streaming:
                continue
            for found in LINK.findall(response.content.decode(errors="replace")):
                shape = SHAPE.sub("N", found)
                if found in seen or ELSEWHERE.search(found) or shapes.get(shape, 0) == 2:
                    continue
                seen.add(found)
                shapes[shape] = shapes.get(shape, 0) + 1
                following[found] = address
        level = following
    assert not refused
    assert len(seen) > 5
