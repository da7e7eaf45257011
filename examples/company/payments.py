"""Checkout was impossible for two in five users: the payment gateway integration crashed under load."""

from datetime import date

from examples.company.shapes import (
    Document,
    ExampleDrawing,
    ExampleEntry,
    ExampleFactor,
    ExampleImpact,
    ExampleInterval,
    ExampleMeasure,
    ExampleTask,
)
from incidents.enums import DetectionSource, ImpactScope, Milestone, RevenueLost
from incidents.services import StateOfThings
from postmortems.enums import FactorKind, PostmortemStatus, SectionKind

PAYMENTS = Document(
    key="payment-gateway",
    title="Checkout fails: the payment gateway integration crashes under high traffic",
    severity=2,
    day=date(2023, 4, 15),
    zone="Etc/GMT+5",
    zone_word="EST",
    services=("Checkout",),
    lead="Amina",
    summary="Many customers cannot reach the checkout; for some, pages load slowly.",
    public_summary=(
        "On 15 April about two in five customers could not check out between 17:00 and 18:30 UTC. Checkout works again."
    ),
    impact=ExampleImpact(
        text="Checkout was impossible and some pages were slow; baskets were abandoned and sales were lost.",
        scope=ImpactScope.PARTIAL,
        percent=40,
        percent_about=True,
        percent_of="users",
        revenue_lost=RevenueLost.YES,
        intervals=(ExampleInterval("12:00", "13:30"),),
    ),
    detection_source=DetectionSource.MONITORING,
    detected_by="alert to the engineer on call",
    entries=(
        ExampleEntry(
            "12:00",
            "Monitoring sees it first and alerts the engineer on call.",
            "Amina",
            (Milestone.IMPACT_STARTED, Milestone.DETECTED),
            is_starred=True,
        ),
        ExampleEntry("12:05", "Checkout fails with a server error, status 500.", "Amina", (Milestone.ACKNOWLEDGED,)),
        ExampleEntry("12:10", "The payment gateway's API does not answer. Restarted the service, in vain.", "Amina"),
        ExampleEntry("12:20", "now reading the gateway integration's logs", "Amina", escalated_to="the developers"),
        ExampleEntry(
            "12:40",
            "Found: a bug in our payment gateway integration code crashes the API when traffic is high.",
            "Brian",
            (Milestone.IDENTIFIED,),
            is_starred=True,
        ),
        ExampleEntry("13:00", "A fix is in production; the API answers normally.", "Brian", (Milestone.MITIGATED,)),
        ExampleEntry(
            "13:30", "Monitoring confirms that checkout works. Over.", "Amina", (Milestone.RESOLVED,), is_starred=True
        ),
    ),
    sections={
        SectionKind.SUMMARY: (
            "On 15 April 2023 checkout failed for about 40 % of our users, from 12:00 to 13:30 EST, 90 minutes; some "
            "saw slow pages too.\n\n"
            "The zone is kept as it was written: EST is UTC−5, so this is 17:00 to 18:30 UTC. In April the east of "
            "North America keeps daylight time (UTC−4); whether that was meant is not known."
        ),
        SectionKind.IMPACT: "A partial outage: checkout was impossible, some pages were slow, and sales were lost.",
        SectionKind.DETECTION: "Monitoring noticed it at 12:00 and alerted the engineer on call.",
        SectionKind.ROOT_CAUSE: (
            "The code that integrates the payment gateway had a bug: when traffic was high, it crashed the API."
        ),
        SectionKind.RESOLUTION: (
            "The developers changed the code so that it copes with high traffic and deployed it at 13:00. Monitoring "
            "confirmed at 13:30 that checkout worked."
        ),
        SectionKind.CONCLUSION: (
            "Find the cause first, then repair: that is what the drawing says, and what the developers did once the "
            "restart had not helped. Reviews, monitoring, load tests and quicker word between teams come next."
        ),
    },
    factors=(
        ExampleFactor(
            FactorKind.ROOT_CAUSE, "A bug in the payment gateway integration code crashed the API.", "software bug"
        ),
        ExampleFactor(FactorKind.TRIGGER, "High traffic.", "load"),
    ),
    measures=(
        ExampleMeasure("Review the payment gateway integration code for further bugs, and repair them."),
        ExampleMeasure("Watch the payment gateway API more closely and alert on anything odd."),
        ExampleMeasure("Give the payment gateway more capacity for high traffic."),
        ExampleMeasure("Load-test the payment gateway API to find where it slows down."),
        ExampleMeasure("Improve how teams talk to each other during an incident, so that help comes sooner."),
    ),
    drawings=(
        ExampleDrawing(
            name="first-find-the-cause.png",
            caption="First find the cause, then repair: the outage as a picture",
            boxes=("Alert", "Restart, in vain", "Read the logs", "Find the bug", "Deploy the fix"),
            failing="Restart, in vain",
        ),
    ),
    postmortem_status=PostmortemStatus.IN_REVIEW,
    state=StateOfThings(
        known="Payments go through again since 13:30 EST. A bug in the gateway integration made them fail.",
        tried="Restarting the gateway: no change. Reading its logs led to the bug.",
        next="Amina watches the gateway until tomorrow. The review of the integration code is planned.",
    ),
    tasks=(
        ExampleTask("Tell support what to say about failed payments", "Grace", is_done=True),
        ExampleTask("Deploy the corrected integration", "Amina", is_done=True),
        ExampleTask("Plan the review of the integration code", "Grace"),
    ),
)
