"""An incident that customers notice when the examples are loaded, so that there is something to say to them."""

from examples.company.shapes import Noticed, RecentEntry
from incidents.enums import Milestone

RECEIPTS = Noticed(
    key="receipts-are-empty",
    title="PDF receipts are empty for orders with a discount",
    severity=3,
    services=("Web application",),
    lead="Fatuma",
    communications="Grace",
    summary="Since the release of this morning the receipt of an order with a discount is an empty page.",
    began=95,
    declared=80,
    entries=(
        RecentEntry(
            82, "Twiga Tours sends us an empty receipt. Their order has a discount.", "Fatuma", (Milestone.DETECTED,)
        ),
        RecentEntry(
            75, "I look at it. Orders without a discount have a full receipt.", "Fatuma", (Milestone.ACKNOWLEDGED,)
        ),
        RecentEntry(
            52,
            "The template of receipts expects a rounded amount; the release sends it unrounded.",
            "Brian",
            (Milestone.IDENTIFIED,),
            True,
        ),
        RecentEntry(34, "A fix is in review. No order is wrong, only the file that shows it.", "Brian"),
    ),
    update="Receipts of orders **with a discount** are empty at the moment. The orders and the amounts are right; we "
    "send the receipts again once it works.",
    workaround="The order page shows all amounts and can be printed.",
    updated=30,
    next_in=1440,
    customers={"Twiga Tours": 95, "O'Hara & Sons": 60, "Zawadi Gifts": 40},
    told="Twiga Tours",
)
