"""Certain products could not be bought: a change met a third-party API it had not been tested with."""

from datetime import date

from actions.enums import ActionStatus
from catalogue.enums import ActionKind, Priority
from examples.company.shapes import (
    Document,
    ExampleAction,
    ExampleEntry,
    ExampleFactor,
    ExampleImpact,
    ExampleInterval,
    ExampleLesson,
)
from incidents.enums import DetectionSource, ImpactScope, Milestone
from postmortems.enums import FactorKind, LessonKind, SectionKind

PRODUCTS = Document(
    key="products-api",
    title="Products API outage: certain products could not be bought",
    severity=2,
    day=date(2023, 5, 13),
    zone="Africa/Nairobi",
    zone_word="EAT",
    services=("Products API",),
    lead="Brian",
    summary="Customers open a product and cannot buy it. Only some products are affected.",
    public_summary=(
        "On the evening of 13 May some products in our shop could not be bought between about 22:30 and 23:45 "
        "East Africa Time. All products can be bought again."
    ),
    impact=ExampleImpact(
        text="Certain products could not be bought, because the API that looks products up failed for them.",
        scope=ImpactScope.PARTIAL,
        intervals=(ExampleInterval("22:30", "23:45", "both ends are approximate"),),
    ),
    detection_source=DetectionSource.EMPLOYEE,
    detected_by="Sales team",
    entries=(
        ExampleEntry(
            "22:30",
            "Sales hear from customers that some products cannot be bought, and tell engineering.",
            "Amina",
            (Milestone.IMPACT_STARTED, Milestone.DETECTED, Milestone.REPORTED),
            is_about=True,
            is_starred=True,
        ),
        ExampleEntry(
            "22:35",
            "Engineering looks into it. The trouble sits in the **products API**; other parts answer as usual.",
            "Amina",
            (Milestone.ACKNOWLEDGED,),
        ),
        ExampleEntry("23:00", "Still narrowing it down: following failing requests through the API.", "Fatuma"),
        ExampleEntry(
            "23:30",
            "Cause found: a change made earlier today does not fit the third-party API behind the products API. "
            "Work on a fix begins.",
            "Brian",
            (Milestone.IDENTIFIED,),
            is_starred=True,
        ),
        ExampleEntry(
            "23:45",
            "The fix is live in the products API. Sales try it and can buy again.",
            "Brian",
            (Milestone.MITIGATED, Milestone.RESOLVED),
            is_about=True,
            is_starred=True,
        ),
    ),
    sections={
        SectionKind.SUMMARY: (
            "For about 75 minutes on the evening of 13 May 2023, from about 22:30 to about 23:45 East Africa Time, "
            "customers could not buy certain products. Sales noticed first and told engineering; a fix was live "
            "by 23:45."
        ),
        SectionKind.IMPACT: "Certain products could not be bought. Nothing else in the shop was affected.",
        SectionKind.DETECTION: (
            "No alert fired. The sales team heard it from customers and reported it at 22:30, which is also the first "
            "moment we know of."
        ),
        SectionKind.ROOT_CAUSE: (
            "A change to the code, made earlier the same day, was not compatible with a third-party API that the "
            "products API depends on. It had not been fully tested against that API. One failure led to the next "
            "until products could no longer be bought."
        ),
        SectionKind.RESOLUTION: (
            "The change was rolled back, and the products API was adapted so that it works with the third-party API. "
            "The fix was tested and deployed; sales confirmed that buying worked again."
        ),
    },
    factors=(
        ExampleFactor(
            FactorKind.ROOT_CAUSE,
            "A change of the same day was incompatible with a third-party API that the products API relies on.",
            "code change",
        ),
        ExampleFactor(
            FactorKind.CONTRIBUTING,
            "The change had not been fully tested with the third-party API.",
            "testing",
        ),
        ExampleFactor(FactorKind.CONTRIBUTING, "One failure set off the next: it cascaded.", "cascading failure"),
        ExampleFactor(FactorKind.DETECTION_GAP, "No monitoring noticed it; people did.", "monitoring"),
    ),
    lessons=(
        ExampleLesson(
            "Sales telling engineering at once is what kept this short: teams that talk early repair early.",
            LessonKind.WENT_WELL,
        ),
        ExampleLesson(
            "A change that touches something outside our walls needs a full test against it before it goes live; "
            "this one had none.",
            LessonKind.WENT_WRONG,
        ),
        ExampleLesson("Monitoring and alerts have to grow, so that we notice such a fault ourselves, and sooner."),
    ),
    actions=(
        ExampleAction(
            "Write a plan for better testing and quality assurance of changes",
            ActionKind.PREVENT,
            due_in=-16,
            owner="Brian",
            team="Shop",
            priority=Priority.HIGH,
            status=ActionStatus.IN_PROGRESS,
        ),
        ExampleAction(
            "Add monitoring and alerts that notice products failing to sell",
            ActionKind.DETECT,
            due_in=0,
            owner="Fatuma",
            team="Platform",
        ),
        ExampleAction(
            "Review how we respond to incidents, and change what slows us down",
            ActionKind.PROCESS,
            due_in=3,
            owner="Grace",
            team="Shop",
        ),
    ),
    report="Customers tell me they cannot buy certain products. The page opens, the purchase does not go through.",
    report_customer="Mara Office Supplies",
)
