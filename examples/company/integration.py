"""The whole application was down: a misconfigured API integration caused an error loop in its code."""

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
    ExampleMeasure,
    ExampleUpdate,
)
from incidents.enums import DetectionSource, ImpactScope, Milestone
from postmortems.enums import FactorKind, SectionKind

INTEGRATION = Document(
    key="api-integration",
    title="Web application down for everybody: a misconfigured API integration",
    severity=1,
    day=date(2023, 6, 1),
    zone="UTC",
    zone_word="UTC",
    services=("Web application",),
    lead="Fatuma",
    summary="Nobody can use the web application; users see error messages.",
    public_summary="On 1 June our web application could not be reached between 08:00 and 11:30 UTC. It works again.",
    updates=(
        ExampleUpdate(
            "08:30",
            "We know that our web application cannot be reached since 08:00 UTC. We are looking for the "
            "cause, and tell you more by 09:30.",
            "Fatuma",
        ),
    ),
    impact=ExampleImpact(
        text="use the web application: they see error messages, and no feature or content is in reach",
        scope=ImpactScope.COMPLETE,
        all_users=True,
        intervals=(ExampleInterval("08:00", "11:30"),),
    ),
    detection_source=DetectionSource.MONITORING,
    detected_by="alert on a high number of server errors",
    entries=(
        ExampleEntry(
            "08:00",
            "Monitoring raises an alert: server errors in great number.",
            "Fatuma",
            (Milestone.IMPACT_STARTED, Milestone.DETECTED),
            is_starred=True,
        ),
        ExampleEntry("08:05", "The engineering team on call is told.", "Fatuma"),
        ExampleEntry("08:10", "First look for the cause.", "Fatuma", (Milestone.ACKNOWLEDGED,)),
        ExampleEntry("09:00", "The team has ruled out the database and the servers.", "Amina"),
        ExampleEntry("09:30", "Turning to the application's code and to the external APIs it talks to.", "Amina"),
        ExampleEntry(
            "10:30",
            "The team looks into several possible causes, among them recent deployments and trouble at third parties.",
            "Fatuma",
        ),
        ExampleEntry("11:00", "", "Fatuma", escalated_to="the senior engineering team"),
        ExampleEntry(
            "11:30",
            "Solved: a recent code change that had misconfigured an API integration was rolled back.",
            "Brian",
            (Milestone.MITIGATED, Milestone.RESOLVED),
            is_starred=True,
        ),
    ),
    sections={
        SectionKind.SUMMARY: (
            "On 1 June 2023 the web application was completely down from 08:00 to 11:30 UTC, 210 minutes. Everybody "
            "was affected."
        ),
        SectionKind.IMPACT: "A complete outage for all users: they met error messages and could use nothing.",
        SectionKind.DETECTION: (
            "Monitoring noticed the server errors at 08:00; the engineering team on call was told at 08:05."
        ),
        SectionKind.ROOT_CAUSE: (
            "A recent code change left an API integration misconfigured. The application's code went into an error "
            "loop; the failure cascaded until no request could be served."
        ),
        SectionKind.RESOLUTION: (
            "The engineering team found the change and quickly reverted it, and the application worked as before."
        ),
        SectionKind.CONCLUSION: (
            "A misconfigured API integration caused the outage; reverting a recent code change quickly ended it. The "
            "measures are to prevent incidents like it and to make the application more resilient and stable."
        ),
    },
    factors=(
        ExampleFactor(
            FactorKind.ROOT_CAUSE, "A recent code change misconfigured an API integration.", "Configuration", ("11:30",)
        ),
        ExampleFactor(
            FactorKind.CONTRIBUTING,
            "The misconfiguration sent the code into an error loop.",
            "Error handling",
            (),
            (0,),
        ),
        ExampleFactor(
            FactorKind.CONTRIBUTING,
            "The failure cascaded to the whole application.",
            "Cascading failure",
            ("08:00",),
            (1,),
        ),
    ),
    measures=(
        ExampleMeasure(
            "Code review: examine critical integrations thoroughly, so that no misconfiguration gets deployed."
        ),
        ExampleMeasure(
            "Testing: comprehensive tests before production, with integration tests and quality checks, API "
            "integrations among them."
        ),
        ExampleMeasure(
            "Monitoring: more detailed alerts that one can act on; health, error rate and response time of API "
            "integrations."
        ),
        ExampleMeasure(
            "Documentation: record this incident and how it was resolved in a central knowledge base, so that the next "
            "one like it is solved faster."
        ),
    ),
    actions=(
        ExampleAction(
            "Review every API integration and its configuration: is it correct, does it fit the application?",
            ActionKind.UNSTATED,
            due_in=-43,
            team="Platform",
            priority=Priority.HIGH,
            answers_factors=(0,),
        ),
        ExampleAction(
            "Expand the automated test suite, with API integrations as its focus",
            ActionKind.UNSTATED,
            due_in=-15,
            owner="Amina",
            team="Platform",
            status=ActionStatus.BLOCKED,
            reason="waits for the review of the API integrations",
            answers=(1,),
        ),
        ExampleAction(
            "Check the health and response times of API integrations in monitoring",
            ActionKind.UNSTATED,
            due_in=12,
            owner="Fatuma",
            team="Platform",
            status=ActionStatus.IN_PROGRESS,
            answers=(2,),
        ),
        ExampleAction(
            "Schedule regular incident response drills and training, for when an incident is critical",
            ActionKind.UNSTATED,
            due_in=-60,
            owner="Grace",
            team="Platform",
            priority=Priority.LOW,
            status=ActionStatus.DONE,
            reason="The first drill took place, and one is in the calendar of every quarter.",
        ),
    ),
)
