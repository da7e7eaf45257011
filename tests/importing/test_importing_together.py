"""Imports of two who act at the same moment, over two real connections."""

from uuid import uuid4

import pytest
from django.db import transaction

from importing.services.adding import PIECE, add_piece, add_waiting, start_adding
from importing.services.batches import ImportOptions, begin_import
from importing.services.reading import read_waiting
from incidents.services.redacting import redact_words
from incidents.services.writing import lock_row
from tests.factories.accounts import make_user
from tests.factories.incidents import make_incident
from tests.importing.test_importing import CHAT, begin, many
from tests.together import elsewhere, is_waiting

pytestmark = pytest.mark.django_db(transaction=True)


def test_sent_twice_at_the_same_moment_there_is_one_preview():
    author = make_user("Amina Otieno")
    sent = {"incident": make_incident(by=author), "actor": author, "text": CHAT, "options": ImportOptions()}
    uuid = uuid4()
    with transaction.atomic():
        first = begin_import(**sent, client_uuid=uuid)
        second = elsewhere(lambda: begin_import(**sent, client_uuid=uuid))
        assert is_waiting()
    assert second() == first
    assert read_waiting() == 1
    assert first.lines.count() == 2


def test_a_redaction_and_a_piece_at_the_same_moment_wait_for_each_other():
    author = make_user("Amina Otieno")
    incident = make_incident(by=author)
    batch = start_adding(batch=begin(incident, author, many(PIECE + 1)), actor=author)
    with transaction.atomic():
        lock_row(incident)
        added = elsewhere(lambda: add_piece(batch_id=batch.pk))
        assert is_waiting()
        redact_words(incident=incident, actor=author, words="line 200", reason="a name")
    assert added() is True
    assert add_waiting(seconds=60) == 1
    assert not batch.entries.filter(text__contains="line 200").exists()
