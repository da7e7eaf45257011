"""Imports of two who act at the same moment, over two real connections."""

from threading import Thread
from uuid import uuid4

import pytest
from django.db import connection, transaction

from incidents.services.adding import PIECE, add_piece, add_waiting, start_adding
from incidents.services.importing import Reading, begin_import
from incidents.services.redacting import redact_words
from incidents.services.writing import lock_row
from tests.factories.accounts import make_user
from tests.factories.incidents import make_incident
from tests.incidents.test_importing import CHAT, begin, many
from tests.processes import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def is_waiting():
    """Whether another connection waits for a lock. What is seen of others stands still within a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0] > 0


def test_sent_twice_at_the_same_moment_there_is_one_preview():
    author = make_user("Amina Otieno")
    sent = {"incident": make_incident(by=author), "actor": author, "text": CHAT, "reading": Reading()}
    uuid, found = uuid4(), []

    def work():
        try:
            found.append(begin_import(**sent, client_uuid=uuid))
        finally:
            connection.close()

    with transaction.atomic():
        first = begin_import(**sent, client_uuid=uuid)
        worker = Thread(target=work)
        worker.start()
        wait_until(is_waiting, "the second one waits for the first")
    worker.join()
    assert found == [first]
    assert first.lines.count() == 2


def test_a_redaction_and_a_piece_at_the_same_moment_wait_for_each_other():
    author = make_user("Amina Otieno")
    incident = make_incident(by=author)
    batch = start_adding(batch=begin(incident, author, many(PIECE + 1)), actor=author)
    added = []

    def work():
        try:
            added.append(add_piece(batch_id=batch.pk))
        finally:
            connection.close()

    worker = Thread(target=work)
    with transaction.atomic():
        lock_row(incident)
        worker.start()
        wait_until(is_waiting, "the piece waits for the incident")
        redact_words(incident=incident, actor=author, words="line 200", reason="a name")
    worker.join()
    assert added == [True]
    assert add_waiting(seconds=60) == 1
    assert not batch.entries.filter(text__contains="line 200").exists()
