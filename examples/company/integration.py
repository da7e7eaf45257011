"""The whole application was down: a misconfigured API integration sent it round an error loop."""

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
)
from incidents.enums import DetectionSource, ImpactScope, Milestone
from postmortems.enums import FactorKind, SectionKind

INTEGRATION = Document(
    key="api-integration",
    title="Web application down for everybody: error loop in an API integration",
    severity=1,
    day=date(2023, 6, 1),
    zone="UTC",
    zone_word="UTC",
    services=("Web application",),
    lead="Fatuma",
    summary="Nobody can use the web application; every page is an error message.",
    public_summary=(
        "On 1 June our web application could not be reached between 08:00 and 11:30 UTC. It works again. "
        "No data was lost."
    ),
    impact=ExampleImpact(
        text="The web application was out of reach: error messages instead of pages, no function and no content.",
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
        ExampleEntry("08:05", "The engineers on call are told.", "Fatuma"),
        ExampleEntry("08:10", "First look for the cause.", "Fatuma", (Milestone.ACKNOWLEDGED,)),
        ExampleEntry("09:00", "It is neither the database nor the servers: both ruled out.", "Amina"),
        ExampleEntry("09:30", "Turning to the application's code and to the external APIs it talks to.", "Amina"),
        ExampleEntry(
            "10:30",
            "Several candidates on the table, none proven: recent deployments, and trouble at third parties.",
            "Fatuma",
        ),
        ExampleEntry("11:00", "", "Fatuma", escalated_to="the senior engineers"),
        ExampleEntry(
            "11:30",
            "Rolled back a recent change that had misconfigured an API integration. The application is back.",
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
        SectionKind.DETECTION: "Monitoring noticed the server errors at 08:00; the engineers on call knew at 08:05.",
        SectionKind.ROOT_CAUSE: (
            "A recent change left one API integration misconfigured. The application's code went into an error loop; "
            "the failure cascaded until no request could be served."
        ),
        SectionKind.RESOLUTION: "The change was found and taken back, and the application worked as before.",
        SectionKind.CONCLUSION: (
            "One misconfigured integration took everything down, and taking one change back repaired it. The "
            "measures below are meant to make the application harder to knock over."
        ),
    },
    factors=(
        ExampleFactor(FactorKind.ROOT_CAUSE, "A recent change misconfigured an API integration.", "configuration"),
        ExampleFactor(FactorKind.CONTRIBUTING, "That sent the code into an error loop.", "error handling"),
        ExampleFactor(FactorKind.CONTRIBUTING, "The failure cascaded to the whole application.", "cascading failure"),
        ExampleFactor(
            FactorKind.RESPONSE_DIFFICULTY,
            "Three hours went by before the senior engineers were asked.",
            "escalation",
        ),
    ),
    measures=(
        ExampleMeasure(
            "Code review: look harder at integrations that matter, so that no misconfiguration gets deployed."
        ),
        ExampleMeasure("Testing: integration tests and quality checks before production, API integrations above all."),
        ExampleMeasure(
            "Monitoring: alerts one can act on, with the health, error rate and response time of API integrations."
        ),
        ExampleMeasure(
            "Documentation: keep incidents and their repairs in one knowledge base, for whoever meets the next one."
        ),
    ),
    actions=(
        ExampleAction(
            "Go through every API integration and its configuration, and check that it fits the application",
            ActionKind.PREVENT,
            due_in=-43,
            team="Platform",
            priority=Priority.HIGH,
            answers=(0,),
        ),
        ExampleAction(
            "Extend the automated tests, with the API integrations first",
            ActionKind.PREVENT,
            due_in=-15,
            owner="Amina",
            team="Platform",
            status=ActionStatus.BLOCKED,
            reason="waits for a test account at the partner",
            answers=(1,),
        ),
        ExampleAction(
            "Check the health and response times of API integrations in monitoring",
            ActionKind.DETECT,
            due_in=12,
            owner="Fatuma",
            team="Platform",
            status=ActionStatus.IN_PROGRESS,
            answers=(2,),
        ),
        ExampleAction(
            "Put regular incident drills and training on the calendar",
            ActionKind.RESPOND,
            due_in=-60,
            owner="Grace",
            team="Platform",
            priority=Priority.LOW,
            status=ActionStatus.DONE,
        ),
    ),
)
