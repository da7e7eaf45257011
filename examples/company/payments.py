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
    ExampleUpdate,
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
    summary="About two in five users cannot check out; for some, pages load slowly.",
    public_summary=(
        "On 15 April about two in five customers could not check out between 12:00 and 13:30 EST (17:00 to 18:30 UTC), "
        "and some pages were slow. Checkout works again. Thank you for your patience; we are working to keep this from "
        "happening again."
    ),
    updates=(
        ExampleUpdate(
            "12:20",
            "We know that many customers cannot check out since 12:00 EST. We are looking for the cause, and "
            "tell you more by 12:50.",
            "Brian",
            workaround="Carts are kept: what is in them is still there afterwards.",
        ),
        ExampleUpdate(
            "12:50",
            "About half of our customers cannot check out since 12:00 EST. Nothing was charged twice. We "
            "tell you more by 13:20.",
            "Fatuma",
        ),
        ExampleUpdate(
            "12:58",
            "About two in five customers cannot check out since 12:00 EST, and some pages are slow. Nothing "
            "was charged twice. We tell you more by 13:20.",
            "Fatuma",
            is_correction=True,
        ),
    ),
    impact=ExampleImpact(
        text="check out; for some, pages load slowly. Carts are abandoned, and sales are lost.",
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
        ExampleEntry(
            "12:05",
            "The engineer looks into it: checkout fails with a server error, status 500.",
            "Amina",
            (Milestone.ACKNOWLEDGED,),
        ),
        ExampleEntry("12:10", "The payment gateway's API does not answer. Restarted the service, in vain.", "Amina"),
        ExampleEntry(
            "12:20", "now reading the gateway integration's logs", "Amina", escalated_to="the development team"
        ),
        ExampleEntry(
            "12:40",
            "The development team finds a bug in our code for the payment gateway: it crashes the API when traffic is "
            "high.",
            "Brian",
            (Milestone.IDENTIFIED,),
            is_starred=True,
        ),
        ExampleEntry(
            "13:00",
            "The development team has deployed a fix to production; the API answers normally.",
            "Brian",
            (Milestone.MITIGATED,),
        ),
        ExampleEntry(
            "13:30",
            "Monitoring reports that checkout works. Resolved.",
            "Amina",
            (Milestone.RESOLVED,),
            is_starred=True,
        ),
    ),
    sections={
        SectionKind.SUMMARY: (
            "On 15 April 2023 checkout failed for about 40 % of our users, from 12:00 to 13:30 EST, 90 minutes; some "
            "saw slow pages too.\n\n"
            "The zone is kept as it was written: EST is UTC−5, so this is 17:00 to 18:30 UTC. In April the east of "
            "North America keeps daylight time (UTC−4); whether that was meant is not known."
        ),
        SectionKind.IMPACT: (
            "A partial outage: users could not check out, some pages were slow, carts were abandoned and sales were "
            "lost."
        ),
        SectionKind.DETECTION: "Monitoring noticed it at 12:00 and alerted the engineer on call.",
        SectionKind.ROOT_CAUSE: (
            "The code that integrates the payment gateway had a bug: when traffic was high, it crashed the API."
        ),
        SectionKind.RESOLUTION: (
            "The development team changed the code so that it copes with high traffic more efficiently, and deployed "
            "it to production at 13:00. Monitoring reported at 13:30 that checkout worked."
        ),
        SectionKind.CONCLUSION: (
            "Find the cause first, then repair: that is what the drawing says, and what the development team did. A "
            "code review, more monitoring and load tests come next, and better communication between teams, so that "
            "help comes sooner and users notice less. Our thanks go to the users for their patience."
        ),
    },
    factors=(
        ExampleFactor(FactorKind.TRIGGER, "High traffic.", "Capacity", ("12:40",)),
        ExampleFactor(
            FactorKind.ROOT_CAUSE,
            "A bug in our code for the payment gateway integration crashed the API.",
            "Code change",
            ("12:40",),
            (0,),
        ),
    ),
    measures=(
        ExampleMeasure("Review the code of the payment gateway integration for further bugs, and repair them."),
        ExampleMeasure("Watch the payment gateway API more closely and alert on anything odd."),
        ExampleMeasure("Give the payment gateway more capacity for high traffic."),
        ExampleMeasure("Load-test the payment gateway API to find where it slows down."),
        ExampleMeasure("Improve communication between teams, so that the response to an incident is faster."),
    ),
    drawings=(
        ExampleDrawing(
            name="first-find-the-cause.png",
            caption="Cartoon of the outage: first find the cause, then repair",
            boxes=("Alert", "Restart, in vain", "Read the logs", "Find the bug", "Deploy the fix"),
            failing="Restart, in vain",
        ),
    ),
    postmortem_status=PostmortemStatus.IN_REVIEW,
    state=StateOfThings(
        known="Checkout works since 13:30 EST. A bug in the gateway integration crashed its API under high traffic.",
        tried="Restarting the gateway: no change. Reading the logs, then a corrected integration: that helped.",
        next="Review the integration code, watch the gateway more closely, give it more capacity, and load-test it.",
    ),
    tasks=(
        ExampleTask("Read the logs of the gateway integration", "Amina", is_done=True),
        ExampleTask("Deploy the corrected integration", "Brian", is_done=True),
        ExampleTask("Review the integration code for further bugs", "Grace"),
    ),
)
