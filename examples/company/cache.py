"""The shop was out of reach for three quarters of its users: a misconfigured cache flooded the database."""

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
from incidents.enums import DetectionSource, ImpactScope, Milestone, RevenueLost
from postmortems.enums import FactorKind, SectionKind

CACHE = Document(
    key="shop-cache",
    title="Shop unreachable: a misconfigured cache overloads the database",
    severity=1,
    day=date(2023, 5, 10),
    zone="Africa/Nairobi",
    zone_word="EAT",
    services=("Shop", "Database"),
    lead="Brian",
    summary="Three in four users cannot open the online shop, browse products or buy.",
    public_summary=(
        "On 10 May many customers could not reach our online shop from 14:00 East Africa Time. It was back at 14:45, "
        "and we kept watching it until 17:00."
    ),
    updates=(
        ExampleUpdate(
            "14:15",
            "We know that our online shop cannot be reached by many customers since 14:00 East Africa Time. "
            "We are working on it, and tell you more by 14:45.",
            "Brian",
        ),
        ExampleUpdate(
            "14:50",
            "Our online shop can be reached again since 14:45 East Africa Time. We keep watching it, and "
            "tell you by 17:00 whether it stays that way.",
            "Amina",
        ),
    ),
    impact=ExampleImpact(
        text="open the site, browse products or complete a purchase",
        scope=ImpactScope.PARTIAL,
        percent=75,
        percent_of="users",
        revenue_lost=RevenueLost.YES,
        revenue_extent="significant",
        intervals=(
            ExampleInterval("14:00", "14:35", "until the rollback helped"),
            ExampleInterval("", "14:45", "came back shortly after the rollback; nobody noted when"),
        ),
    ),
    detection_source=DetectionSource.MONITORING,
    detected_by="alerts on response time and error rate",
    entries=(
        ExampleEntry(
            "14:00",
            "Alerts: response time and error rate of the servers jump.",
            "Brian",
            (Milestone.IMPACT_STARTED, Milestone.DETECTED),
            is_starred=True,
        ),
        ExampleEntry(
            "14:05", "The engineer on call is alerted and starts to look.", "Brian", (Milestone.ACKNOWLEDGED,)
        ),
        ExampleEntry("14:10", "The database server is slow. Restarted it; it does not help.", "Brian"),
        ExampleEntry(
            "14:15", "The site still cannot be opened. Perhaps the network: asked the network team for help.", "Brian"
        ),
        ExampleEntry(
            "14:20",
            "Nothing is wrong with the network. The engineer goes on looking.",
            "Amina",
            told_by="the network team",
        ),
        ExampleEntry(
            "14:30",
            "Cause: a recent deployment brought a misconfigured cache. It causes masses of database queries, and "
            "those slow everything down.",
            "Brian",
            (Milestone.IDENTIFIED,),
            is_starred=True,
        ),
        ExampleEntry("14:35", "Deployment reverted. Good for some minutes, then the trouble is back.", "Brian"),
        ExampleEntry(
            "14:40",
            "The rollback had left the misconfigured cache where it was. Removed the cache by hand.",
            "Brian",
            is_starred=True,
        ),
        ExampleEntry(
            "14:45",
            "The site can be opened again. Watching whether it stays so.",
            "Brian",
            (Milestone.MITIGATED,),
            is_starred=True,
        ),
        ExampleEntry(
            "17:00",
            "It stayed well. Resolved; the engineer has documented the problem and what solved it.",
            "Brian",
            (Milestone.RESOLVED,),
        ),
    ),
    sections={
        SectionKind.SUMMARY: (
            "On 10 May 2023 the online shop was out of reach for 75 % of its users. The incident lasted from 14:00 to "
            "17:00 East Africa Time, 180 minutes.\n\n"
            "Two ends are on record: by the timeline customers could use the shop again at 14:45; the account written "
            "afterwards counts the outage until 17:00, when the watch ended. We keep both: *mitigated* is 14:45, "
            "*resolved* is 17:00."
        ),
        SectionKind.IMPACT: (
            "Three out of four users could not open the shop, browse or buy. Significant revenue was lost; the amount "
            "is not recorded. The impact had a gap: the rollback at 14:35 helped for some minutes."
        ),
        SectionKind.DETECTION: (
            "Monitoring alerted on the error rate and response time of the servers at 14:00; the engineer on call was "
            "alerted at 14:05."
        ),
        SectionKind.ROOT_CAUSE: (
            "A recent deployment contained a misconfigured caching mechanism. It led to so many queries that the "
            "database server slowed down and took the shop with it."
        ),
        SectionKind.RESOLUTION: (
            "Reverting the deployment was not enough, because the misconfigured cache stayed. Once it was removed by "
            "hand the shop recovered and stayed well."
        ),
        SectionKind.CONCLUSION: (
            "All of it is resolved. We keep looking out for further failures and outages: three quarters of our users "
            "are more than we want to lose."
        ),
    },
    factors=(
        ExampleFactor(
            FactorKind.ROOT_CAUSE,
            "A recent deployment contained a misconfigured caching mechanism.",
            "Configuration",
            ("14:30",),
        ),
        ExampleFactor(
            FactorKind.CONTRIBUTING,
            "It caused masses of queries and slowed the database server down.",
            "Database",
            ("14:10", "14:30"),
            (0,),
        ),
        ExampleFactor(
            FactorKind.RESPONSE_DIFFICULTY,
            "The rollback did not remove the cache, so the fault came back.",
            "Process or documentation",
            ("14:35", "14:40"),
        ),
    ),
    measures=(
        ExampleMeasure("Test deployments more thoroughly, for misconfigured caches too."),
        ExampleMeasure("Better monitoring, so that faults of this kind are noticed early."),
        ExampleMeasure("Look through earlier deployments for misconfigurations, of caches above all."),
        ExampleMeasure("Train the development team in how caches work and how to configure them."),
        ExampleMeasure("Review each incident afterwards: how well did the response work, and what could be better?"),
    ),
    actions=(
        ExampleAction(
            "Review the deployment process and have it test for misconfigured caches",
            ActionKind.UNSTATED,
            due_in=2,
            owner="Brian",
            team="Shop",
            priority=Priority.HIGH,
            answers=(0,),
            answers_factors=(0,),
        ),
        ExampleAction(
            "Extend monitoring so that it notices this kind of fault early",
            ActionKind.UNSTATED,
            due_in=-9,
            owner="Daniel",
            team="Platform",
            answers=(1,),
        ),
        ExampleAction(
            "Schedule a training on caching for the development team",
            ActionKind.UNSTATED,
            due_in=14,
            owner="Grace",
            team="Shop",
            priority=Priority.LOW,
            answers=(3,),
        ),
        ExampleAction(
            "Review earlier deployments for misconfigurations, and write down what is found",
            ActionKind.UNSTATED,
            due_in=-1,
            owner="Amina",
            team="Shop",
            status=ActionStatus.IN_PROGRESS,
            answers=(2,),
            answers_factors=(0,),
        ),
        ExampleAction(
            "Introduce a review after incidents: how well did we respond, what can be better?",
            ActionKind.UNSTATED,
            due_in=-30,
            owner="Grace",
            team="Shop",
            status=ActionStatus.DONE,
            reason="The review is on the agenda of every closing meeting.",
            answers=(4,),
        ),
    ),
    corrected={
        SectionKind.RESOLUTION: (
            "Reverting the deployment was not enough. Once the cache was removed by hand the shop recovered and stayed "
            "well."
        ),
    },
)
