"""What a worker holds of the broker's messages, also when the broker does not answer.

kombu forgets a message only once the broker has answered that it was acknowledged. While a broker hangs no answer
comes, and as many messages as a worker may hold are soon held for ever: it waits beside a broker that works again.
"""

from typing import Any

from kombu.transport import redis, virtual


class QoS(redis.QoS):
    """Forgets a message whose acknowledgement the broker did not answer.

    It comes again in an hour, expired: all that is sent are beat's ticks. None is ever rejected.
    """

    def ack(self, delivery_tag: Any) -> None:
        """Raises what the connection raises."""
        try:
            super().ack(delivery_tag)  # type: ignore[no-untyped-call]
        except Exception:
            virtual.QoS.ack(self, delivery_tag)  # type: ignore[no-untyped-call]
            raise


def install() -> None:
    """For every connection of this process."""
    redis.Channel.QoS = QoS
