"""Of each example incident at least half of the sections are filled when its postmortem opens."""

import pytest

from examples.company import DOCUMENTS
from examples.services.catalogue import load_example_services
from examples.services.loading import load_document
from examples.services.people import load_example_people
from incidents.models import Incident
from postmortems.enums import RevisionOrigin
from postmortems.models import Postmortem, SectionRevision
from postmortems.services.filling import fill_sections
from postmortems.services.postmortems import open_postmortem


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.key)
def test_half_of_the_sections_are_filled(document, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    people = load_example_people()
    load_example_services()
    incident = load_document(document, people)
    Postmortem.objects.filter(incident=incident).delete()
    postmortem = open_postmortem(incident=Incident.objects.get(pk=incident.pk), actor=people["amina"])
    filled = SectionRevision.objects.filter(section__postmortem=postmortem, origin=RevisionOrigin.FILLED)
    assert filled.count() * 2 >= postmortem.sections.count()
    assert fill_sections(postmortem=postmortem, actor=people["amina"]) == 0
