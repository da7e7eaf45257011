"""A drill that is under way when the examples are loaded, so that the incident room can be tried at once."""

from examples.company.shapes import Drill, RecentEntry
from incidents.enums import Milestone
from incidents.services import StateOfThings

MAIL_DRILL = Drill(
    key="mail-queue-drill",
    title="Order confirmations reach customers half an hour late",
    severity=2,
    services=("Checkout",),
    lead="Amina",
    communications="Grace",
    summary="We practise with a mail queue that was filled on purpose. Nobody outside is affected; log what you like.",
    began=24,
    declared=18,
    entries=(
        RecentEntry(
            19, "Alert: 1,900 mails wait in the queue; fewer than 50 are normal.", "Amina", (Milestone.DETECTED,), True
        ),
        RecentEntry(
            17, "I look at it. Orders go through, only their mails are late.", "Amina", (Milestone.ACKNOWLEDGED,)
        ),
        RecentEntry(14, "Each mail takes 40 seconds to hand over; yesterday it was one.", "Brian"),
        RecentEntry(11, "Asked the mail provider, ticket 4471. Their status page shows nothing.", "Fatuma"),
        RecentEntry(5, "Half of the mails go over the second provider now. 1,100 left, and falling.", "Brian"),
    ),
    update="Order confirmations arrive up to half an hour late. Orders themselves are safe; please do not order twice.",
    updated=4,
    state=StateOfThings(
        known="Handing a mail to the provider takes 40 seconds. Orders and payments are not affected.",
        tried="Restarting the mail workers: no change. Sending half over the second provider: the queue shrinks.",
        next="Fatuma waits for the provider's answer. Brian moves the rest over if there is none by the next update.",
    ),
    stated=2,
    done=("Name somebody for communications", "Tell sales and support what to say"),
    task="Count the mails that were given up",
    task_for="Fatuma",
)
