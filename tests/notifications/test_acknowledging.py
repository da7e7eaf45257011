"""A worker goes on beside a broker that hung: with a real broker that answers nobody for a while."""

import pytest
from kombu import Connection, Consumer, Queue
from redis.exceptions import TimeoutError as NoAnswer

from config.celery import app
from tests.processes import broker

HANGS_MS = 3_000


def test_a_message_that_the_broker_did_not_acknowledge_holds_no_place():
    assert app.conf.worker_prefetch_multiplier == 1  # few places: without them nothing would be fetched any more
    queue, got = Queue("ticks"), []
    with broker() as address, Connection(address, transport_options={"socket_timeout": 1}) as connection:
        channel = connection.channel()
        channel.basic_qos(0, 1, False)
        producer = connection.Producer()
        for number in (1, 2):
            producer.publish({"tick": number}, routing_key="ticks", declare=[queue])
        with Consumer(channel, [queue], callbacks=[lambda body, message: got.append((body["tick"], message))]):
            connection.drain_events(timeout=10)
            connection.default_channel.client.execute_command("CLIENT", "PAUSE", HANGS_MS)
            with pytest.raises(NoAnswer):
                got[0][1].ack()
            connection.drain_events(timeout=10)
    assert [tick for tick, _ in got] == [1, 2]
