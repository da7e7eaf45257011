"""What the example company wrote contradicts its records nowhere; once a record is corrected, it does."""

from datetime import timedelta
from pathlib import Path

import pytest

from customers.models import Letter, Update
from customers.selectors.letters import letter_page
from customers.selectors.updates import updates_page
from incidents.models import Incident
from incidents.readers.contradictions import contradictions
from incidents.selectors.record import record_of
from incidents.services.timeline import EntryCorrection, correct_entry
from postmortems.models import Postmortem
from postmortems.selectors.checks.differing import sections_that_differ

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
TITLES = (  # in the order of the documents
    "Products API outage",
    "Web application down",
    "Shop unreachable",
    "Web stack outage",
    "Checkout fails",
)


@pytest.mark.usefixtures("loaded")
def test_no_sentence_is_marked_wrongly():
    postmortems = Postmortem.objects.select_related("incident__severity")
    marked = [
        (each.section.heading, found.sentence, found.says)
        for postmortem in postmortems
        for each in sections_that_differ(postmortem)
        for found in each.found
    ]
    assert marked == []
    assert postmortems.count() > 40


@pytest.mark.usefixtures("loaded")
def test_no_words_for_customers_are_marked_wrongly(manager):
    incidents = Incident.objects.filter(pk__in=Update.objects.values("incident")).select_related("severity")
    pages = [updates_page(incident, manager) for incident in incidents]
    rows = [row for page in pages for row in (page.current, *page.drafts) if row]
    assert [(row.update.text, found.says) for row in rows for found in row.differs] == []
    assert len(rows) >= 5
    letters = Letter.objects.select_related("affected__customer", "affected__incident")
    marked = [found for letter in letters for found in letter_page(letter, manager).differs]
    assert (marked, letters.count() > 1) == ([], True)


@pytest.mark.usefixtures("loaded")
def test_words_that_were_corrected_later_differ():
    """Customers were told of half of them before it was known to be two in five."""
    incident = Incident.objects.get(title__startswith="Checkout fails")
    earlier = Update.objects.get(incident=incident, text__startswith="About half of our customers")
    (found,) = contradictions(earlier.text, record_of(incident), for_customers=True)
    assert (found.marked, found.says) == ("half of our customers", "Impact: about 40 % of users")


@pytest.mark.usefixtures("loaded")
def test_a_corrected_entry_marks_what_differs_now():
    incident = Incident.objects.get(title__startswith="Web stack outage")
    entry = incident.entries.told().get(happened_at=incident.impact_started_at + timedelta(minutes=5))
    later = EntryCorrection(text=entry.text, happened_at=entry.happened_at + timedelta(minutes=2))
    correct_entry(entry=entry, actor=entry.author, correction=later)
    (detection,) = sections_that_differ(incident.postmortem)
    assert [(each.marked, each.instead) for each in detection.found] == [("08:05", "08:07")]


@pytest.mark.skipif(not SEEDS.exists(), reason="the five documents are not part of the project")
@pytest.mark.usefixtures("loaded")
def test_no_sentence_of_the_five_documents_is_marked_wrongly():
    for path, title in zip(sorted(SEEDS.glob("*.txt")), TITLES, strict=True):
        record = record_of(Incident.objects.get(title__startswith=title))
        assert [(each.sentence, each.says) for each in contradictions(path.read_text(), record)] == []
