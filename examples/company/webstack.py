"""The web stack was down, two months after the same kind of fault: a misconfigured API integration again."""

from datetime import date

from actions.enums import ActionStatus
from catalogue.enums import ActionKind, Priority
from examples.company.shapes import (
    Document,
    ExampleAction,
    ExampleDrawing,
    ExampleEntry,
    ExampleFactor,
    ExampleImpact,
    ExampleInterval,
    ExampleMeasure,
    ExampleUpdate,
)
from incidents.enums import DetectionSource, ImpactScope, Milestone
from postmortems.enums import FactorKind, SectionKind

WEB_STACK = Document(
    key="web-stack",
    title="Web stack outage",
    severity=1,
    day=date(2023, 8, 11),
    zone="UTC",
    zone_word="UTC",
    services=("Web application",),
    lead="Brian",
    summary="The web application is down for everyone; people see error messages only.",
    public_summary=(
        "On 11 August our web application was not available between 08:00 and 11:30 UTC. It is available again."
    ),
    updates=(
        ExampleUpdate(
            "08:30",
            "Our web application is not available since 08:00 UTC. We are working on it, and tell you more by 09:30.",
            "Amina",
        ),
    ),
    impact=ExampleImpact(
        text="reach the service: they see error messages instead of any feature or content",
        scope=ImpactScope.COMPLETE,
        all_users=True,
        intervals=(ExampleInterval("08:00", "11:30"),),
    ),
    detection_source=DetectionSource.MONITORING,
    detected_by="alert on a high number of server errors",
    entries=(
        ExampleEntry(
            "08:00",
            "An alert of the monitoring: far too many server errors.",
            "Brian",
            (Milestone.IMPACT_STARTED, Milestone.DETECTED),
            is_starred=True,
        ),
        ExampleEntry("08:05", "The on-call alert system tells the engineering team.", "Brian"),
        ExampleEntry("08:10", "The search for the cause begins.", "Brian", (Milestone.ACKNOWLEDGED,)),
        ExampleEntry("09:00", "The team finds that neither the database nor the servers are the cause.", "Amina"),
        ExampleEntry("09:30", "Debugging the application's own code and its calls to external APIs.", "Amina"),
        ExampleEntry(
            "10:30",
            "Looking at several possible causes, among them recent deployments and faults at third parties.",
            "Fatuma",
        ),
        ExampleEntry("11:00", "further help", "Brian", escalated_to="the senior engineering team"),
        ExampleEntry(
            "11:30",
            "Solved: a recent code change about a misconfigured API integration was reverted.",
            "Fatuma",
            (Milestone.MITIGATED, Milestone.RESOLVED),
            is_starred=True,
        ),
    ),
    sections={
        SectionKind.SUMMARY: (
            "The web stack was down on 11 August 2023 from 08:00 to 11:30 UTC, 210 minutes, for all users."
        ),
        SectionKind.IMPACT: "The service was not available to anybody; error messages were all that people saw.",
        SectionKind.DETECTION: "An alert on server errors at 08:00; the team knew at 08:05 through the on-call alert.",
        SectionKind.ROOT_CAUSE: (
            "A recent code change left one API integration misconfigured. That caused an error loop in the "
            "application's code; the failure cascaded, and requests were no longer served."
        ),
        SectionKind.RESOLUTION: (
            "The engineering team quickly found the change and put the earlier version back. With the misconfiguration "
            "gone the application recovered and worked normally."
        ),
        SectionKind.CONCLUSION: (
            "A misconfigured API integration caused the outage; finding the change swiftly and reverting it ended it. "
            "The measures are to prevent incidents like it and to make the application more resilient, stable and "
            "reliable."
        ),
    },
    factors=(
        ExampleFactor(
            FactorKind.ROOT_CAUSE,
            "A recent code change misconfigured one API integration.",
            "Configuration",
            ("11:30",),
        ),
        ExampleFactor(FactorKind.CONTRIBUTING, "An error loop in the application's code.", "Error handling", (), (0,)),
        ExampleFactor(
            FactorKind.CONTRIBUTING, "The failure cascaded to all requests.", "Cascading failure", ("08:00",), (1,)
        ),
    ),
    measures=(
        ExampleMeasure(
            "Code review: examine changes thoroughly, those to critical integrations most of all, before production."
        ),
        ExampleMeasure(
            "Testing: comprehensive tests, integration tests among them, and solid quality checks of API integrations "
            "and their configuration."
        ),
        ExampleMeasure(
            "Monitoring: finer alerts that one can act on; health, error rate and response time of each API "
            "integration."
        ),
        ExampleMeasure(
            "Incident documentation: this incident and how it was resolved go into a central knowledge base, so that "
            "the next one is solved faster."
        ),
    ),
    actions=(
        ExampleAction(
            "Review all API integrations and their configuration: are they correct, do they fit the application?",
            ActionKind.UNSTATED,
            due_in=-4,
            owner="Fatuma",
            team="Platform",
            priority=Priority.HIGH,
            status=ActionStatus.IN_PROGRESS,
            answers_factors=(0,),
        ),
        ExampleAction(
            "Expand the automated test suite with targeted tests of API integrations",
            ActionKind.UNSTATED,
            due_in=6,
            owner="Amina",
            team="Platform",
            answers=(1,),
        ),
        ExampleAction(
            "Add health and response-time checks of API integrations to the monitoring system",
            ActionKind.UNSTATED,
            due_in=21,
            owner="Brian",
            team="Platform",
            answers=(2,),
        ),
        ExampleAction(
            "Schedule regular training and drills for handling critical incidents",
            ActionKind.UNSTATED,
            due_in=None,
            team="Platform",
        ),
    ),
    drawings=(
        ExampleDrawing(
            name="architecture.png",
            caption="System architecture: where the misconfigured API integration is",
            boxes=("Users", "Web application", "API integration", "External API"),
            failing="API integration",
        ),
    ),
)
