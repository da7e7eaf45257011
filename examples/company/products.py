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
    ExampleUpdate,
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
    summary="Customers cannot buy certain products.",
    public_summary=(
        "On the evening of 13 May some products in our online application could not be bought between about 22:30 and "
        "23:45 East Africa Time. They can be bought again."
    ),
    updates=(
        ExampleUpdate(
            "23:05",
            "Some products in our online shop cannot be bought since about 22:30 East Africa Time. All "
            "others can be bought as usual. We tell you more by 23:35.",
            "Brian",
            workaround="Customers can put the product on their wish list and buy it later.",
        ),
    ),
    impact=ExampleImpact(
        text="buy certain products, because the API that looks products up fails for them",
        scope=ImpactScope.PARTIAL,
        intervals=(ExampleInterval("22:30", "23:45", "both ends are approximate"),),
    ),
    detection_source=DetectionSource.EMPLOYEE,
    detected_by="Sales team",
    entries=(
        ExampleEntry(
            "22:30",
            "The sales team notices that customers cannot buy certain products, and tells the engineering team.",
            "Amina",
            (Milestone.IMPACT_STARTED, Milestone.DETECTED, Milestone.REPORTED),
            is_about=True,
            is_starred=True,
        ),
        ExampleEntry(
            "22:35",
            "The engineering team starts to look into it. The problem is in the **products API**.",
            "Amina",
            (Milestone.ACKNOWLEDGED,),
        ),
        ExampleEntry("23:00", "The engineering team is still investigating and troubleshooting.", "Fatuma"),
        ExampleEntry(
            "23:30",
            "The engineering team has found the cause: a code change of today does not fit the third-party API behind "
            "the products API. Work on a fix begins.",
            "Brian",
            (Milestone.IDENTIFIED,),
            is_starred=True,
        ),
        ExampleEntry(
            "23:45",
            "The engineering team has deployed a fix of the products API. Solved: sales confirm that customers can "
            "buy.",
            "Brian",
            (Milestone.MITIGATED, Milestone.RESOLVED),
            is_about=True,
            is_starred=True,
        ),
    ),
    sections={
        SectionKind.SUMMARY: (
            "For about 75 minutes on the evening of 13 May 2023, from about 22:30 to about 23:45 East Africa Time, the "
            "products in our online application were out of order: the API that looks products up failed, and "
            "customers could not buy certain products. The sales team reported it; the engineering team fixed it."
        ),
        SectionKind.IMPACT: "Customers could not buy certain products.",
        SectionKind.DETECTION: (
            "The sales team noticed it and reported it to the engineering team at about 22:30, which is also the first "
            "moment we know of."
        ),
        SectionKind.ROOT_CAUSE: (
            "A change to the code, made earlier the same day, was not compatible with a third-party API on which the "
            "products API depends. It had not been tested in full against that API. The failure cascaded until the "
            "outage was there."
        ),
        SectionKind.RESOLUTION: (
            "The engineering team rolled back the change and adapted the products API, so that the two APIs work "
            "together. It tested the fix, then deployed it to production; sales confirmed that customers could buy "
            "again."
        ),
    },
    factors=(
        ExampleFactor(
            FactorKind.ROOT_CAUSE,
            "A code change of the same day was incompatible with a third-party API on which the products API depends.",
            "Code change",
            ("23:30",),
        ),
        ExampleFactor(
            FactorKind.CONTRIBUTING,
            "The change was not fully tested against that third-party API.",
            "Testing",
        ),
        ExampleFactor(
            FactorKind.CONTRIBUTING, "The failure cascaded and ended in the outage.", "Cascading failure", (), (0,)
        ),
        ExampleFactor(
            FactorKind.DETECTION_GAP,
            "People noticed it; monitoring and alerting have yet to grow.",
            "Monitoring",
            ("22:30",),
        ),
    ),
    lessons=(
        ExampleLesson(
            "The teams talked to each other: sales reported the problem promptly, so engineering could begin at once.",
            LessonKind.WENT_WELL,
        ),
        ExampleLesson(
            "A code change needs a thorough test, above all where it depends on something external; this one was not "
            "fully tested.",
            LessonKind.WENT_WRONG,
        ),
        ExampleLesson("More monitoring and alerting will let us notice such a fault quickly, and respond."),
    ),
    actions=(
        ExampleAction(
            "Make a plan for better testing and quality assurance",
            ActionKind.UNSTATED,
            due_in=-16,
            owner="Brian",
            team="Shop",
            priority=Priority.HIGH,
            status=ActionStatus.IN_PROGRESS,
            answers_factors=(1,),
        ),
        ExampleAction(
            "Add monitoring and alerting, so that we notice such a problem and respond to it quickly",
            ActionKind.UNSTATED,
            due_in=0,
            owner="Fatuma",
            team="Platform",
            answers_factors=(3,),
        ),
        ExampleAction(
            "Review how we respond to incidents, and change what can be better",
            ActionKind.UNSTATED,
            due_in=3,
            owner="Grace",
            team="Shop",
        ),
    ),
    report="Customers are unable to buy some of our products.",
    report_customer="Baobab Books",
)
