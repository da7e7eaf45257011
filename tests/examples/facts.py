"""What the documents behind the five examples state, as pages and exports must say it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moment:
    """One time of a timeline: what the page says at it. `by` is who said it, where that is no user."""

    time: str
    words: str
    milestones: str = ""
    is_about: bool = False
    by: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """One document. `shared` stands on the incident page and on the postmortem; `absent` nowhere."""

    day: str
    offset: str  # the day and the offset from UTC as the CSV has them, the time between them
    zone: str
    moments: tuple[Moment, ...]
    shared: tuple[str, ...]
    incident: tuple[str, ...]
    postmortem: tuple[str, ...]
    line: dict[str, str]  # columns of the incident list's CSV
    actions: dict[str, str]  # title of an action item, and the factor or measure beside it
    files: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


# What no document states: it stands nowhere.
NEVER = (
    "data was lost",
    "load balancer",
    "partner",
    "got lucky",
    "surprised us",
    "corrective [0-9]",
    "preventative [0-9]",
    "none lost",
    "(USD|EUR|KES)",
    "no alert fired",
    "Bill Clinton",
)
STALE = ("out of date", "needs? (a )?new approval", "update overdue", "next update due", "no update posted")

PRODUCTS = Facts(
    day="Saturday 13 May 2023",
    offset="2023-05-13T{}:00+03:00",
    zone="EAT",
    moments=(
        Moment(
            "22:30",
            "The sales team notices that customers cannot buy certain products, and tells the engineering team.",
            "Impact started Detected Reported",
            is_about=True,
        ),
        Moment(
            "22:35",
            "The engineering team starts to look into it. The problem is in the products API.",
            "Acknowledged",
        ),
        Moment("23:00", "The engineering team is still investigating and troubleshooting."),
        Moment(
            "23:30",
            "The engineering team has found the cause: a code change of today does not fit the third-party API "
            "behind the products API. Work on a fix begins.",
            "Identified",
        ),
        Moment(
            "23:45",
            "The engineering team has deployed a fix of the products API. Solved: sales confirm that customers can "
            "buy.",
            "Mitigated Resolved",
            is_about=True,
        ),
    ),
    shared=(
        "Products API outage",
        "SEV2 Closed",
        "Customers cannot buy certain products, because the API that looks products up fails for them",
        "How much partial",
        "Revenue unknown",
        "Detected by employee, Sales team",
        "13 May 2023 22:30 to 23:45 EAT: both ends are approximate",
        "Impact about 1 h 15 min",
        "Time to resolve about 1 h 15 min",
        "Impact started about 22:30 EAT",
        "Identified 23:30 EAT",
        "Resolved about 23:45 EAT",
    ),
    incident=(
        "about 1 h 15 min of impact",
        "Services Products API",
        "Time zone EAT (UTC+3)",
        "Reports REP-",
        "customer update On the evening of 13 May",
    ),
    postmortem=(
        "13 May 2023, from about 22:30 to about 23:45 East Africa Time",
        "products in our online application were out of order",
        "The sales team reported it; the engineering team fixed it.",
        "made earlier the same day, was not compatible with a third-party API on which the products API depends",
        "Root cause A code change of the same day was incompatible with a third-party API",
        "Contributing The change was not fully tested against that third-party API. Testing; linked to ACT-",
        "Contributing The failure cascaded and ended in the outage.",
        "Detection gap People noticed it; monitoring and alerting have yet to grow. Monitoring; linked to ACT-",
        "rolled back the change and adapted the products API, so that the two APIs work together",
        "It tested the fix, then deployed it to production; sales confirmed that customers could buy again.",
        "Lessons 3",
        "Went well The teams talked to each other: sales reported the problem promptly",
        "Went wrong A code change needs a thorough test, above all where it depends on something external",
        "Lesson More monitoring and alerting will let us notice such a fault quickly, and respond.",
        "Action items 3",
    ),
    line={
        "zone": "EAT",
        "impact started": "2023-05-13T19:30:00Z",
        "identified": "2023-05-13T20:30:00Z",
        "resolved": "2023-05-13T20:45:00Z",
        "about": "impact started, detected, reported, mitigated, resolved",
        "impact minutes": "75",
        "minutes to resolve": "75",
        "scope": "partial",
        "detection": "employee",
        "detected by": "Sales team",
        "revenue lost": "",
        "percent affected": "",
    },
    actions={
        "Make a plan for better testing and quality assurance": "not fully tested",
        "Add monitoring and alerting, so that we notice such a problem and respond to it quickly": "monitoring",
        "Review how we respond to incidents, and change what can be better": "",
    },
    absent=("nothing else", "other parts answer", "Mara Office", "page opens", "database", "all users", "75 %"),
)

INTEGRATION = Facts(
    day="Thursday 1 June 2023",
    offset="2023-06-01T{}:00+00:00",
    zone="UTC",
    moments=(
        Moment("08:00", "Monitoring raises an alert: server errors in great number.", "Impact started Detected"),
        Moment("08:05", "The engineering team on call is told."),
        Moment("08:10", "First look for the cause.", "Acknowledged"),
        Moment("09:00", "The team has ruled out the database and the servers."),
        Moment("09:30", "Turning to the application's code and to the external APIs it talks to."),
        Moment(
            "10:30",
            "The team looks into several possible causes, among them recent deployments and trouble at third parties.",
        ),
        Moment("11:00", "Escalated to the senior engineering team."),
        Moment(
            "11:30",
            "Solved: a recent code change that had misconfigured an API integration was rolled back.",
            "Mitigated Resolved",
        ),
    ),
    shared=(
        "Web application down for everybody",
        "SEV1 Closed",
        "Customers cannot use the web application: they see error messages, and no feature or content is in reach",
        "How much complete, all users",
        "Revenue unknown",
        "Detected by monitoring, alert on a high number of server errors",
        "1 Jun 2023 08:00 to 11:30 UTC",
        "Impact 3 h 30 min",
        "Time to resolve 3 h 30 min",
        "Identified unknown",
    ),
    incident=(
        "3 h 30 min of impact",
        "Services Web application",
        "Time zone UTC",
        "customer update On 1 June our web application could not be reached between 08:00 and 11:30 UTC.",
    ),
    postmortem=(
        "On 1 June 2023 the web application was completely down from 08:00 to 11:30 UTC, 210 minutes.",
        "A complete outage for all users",
        "Monitoring noticed the server errors at 08:00; the engineering team on call was told at 08:05.",
        "Root cause A recent code change misconfigured an API integration. Configuration; linked to ACT-",
        "Contributing The misconfiguration sent the code into an error loop.",
        "Contributing The failure cascaded to the whole application.",
        "The engineering team found the change and quickly reverted it",
        "Corrective and preventative measures 4",
        "Measure 1 Code review: examine critical integrations thoroughly",
        "Measure 2 Testing: comprehensive tests before production, with integration tests and quality checks",
        "Measure 3 Monitoring: more detailed alerts that one can act on; health, error rate and response time",
        "Measure 4 Documentation: record this incident and how it was resolved in a central knowledge base",
        "reverting a recent code change quickly ended it",
        "more resilient and stable",
        "Action items 4",
    ),
    line={
        "zone": "UTC",
        "impact started": "2023-06-01T08:00:00Z",
        "identified": "",
        "resolved": "2023-06-01T11:30:00Z",
        "about": "",
        "impact minutes": "210",
        "minutes to resolve": "210",
        "scope": "complete",
        "all users": "yes",
        "detection": "monitoring",
        "detected by": "alert on a high number of server errors",
        "revenue lost": "",
    },
    actions={
        "Review every API integration and its configuration: is it correct, does it fit the application?": (
            "misconfigured an API integration"
        ),
        "Expand the automated test suite, with API integrations as its focus": "Testing:",
        "Check the health and response times of API integrations in monitoring": "Monitoring:",
        "Schedule regular incident response drills and training, for when an incident is critical": "",
    },
    absent=("Response difficulty", "none proven", "Three hours", "test account", "Trigger", "sales team", "Pictures"),
)

CACHE = Facts(
    day="Wednesday 10 May 2023",
    offset="2023-05-10T{}:00+03:00",
    zone="EAT",
    moments=(
        Moment("14:00", "Alerts: response time and error rate of the servers jump.", "Impact started Detected"),
        Moment("14:05", "The engineer on call is alerted and starts to look.", "Acknowledged"),
        Moment("14:10", "The database server is slow. Restarted it; it does not help."),
        Moment("14:15", "The site still cannot be opened. Perhaps the network: asked the network team for help."),
        Moment("14:20", "Nothing is wrong with the network. The engineer goes on looking.", by="the network team"),
        Moment(
            "14:30",
            "Cause: a recent deployment brought a misconfigured cache. It causes masses of database queries, and "
            "those slow everything down.",
            "Identified",
        ),
        Moment("14:35", "Deployment reverted. Good for some minutes, then the trouble is back."),
        Moment("14:40", "The rollback had left the misconfigured cache where it was. Removed the cache by hand."),
        Moment("14:45", "The site can be opened again. Watching whether it stays so.", "Mitigated"),
        Moment(
            "17:00",
            "It stayed well. Resolved; the engineer has documented the problem and what solved it.",
            "Resolved",
        ),
    ),
    shared=(
        "Shop unreachable: a misconfigured cache overloads the database",
        "SEV1 Closed",
        "Customers cannot open the site, browse products or complete a purchase",
        "How much partial, 75 % of users",
        "Revenue lost, significant, amount unknown",
        "Detected by monitoring, alerts on response time and error rate",
        "10 May 2023 14:00 to 14:35 EAT: until the rollback helped",
        "an unknown time to 10 May 2023 14:45 EAT: came back shortly after the rollback",
        "Impact at least 35 min",
        "1 period with an unknown end left out",
        "Time to mitigate 45 min",
        "Time to resolve 3 h",
        "Mitigated 14:45 EAT",
        "Resolved 17:00 EAT",
    ),
    incident=(
        "at least 35 min of impact",
        "Services Database, Shop",
        "Time zone EAT (UTC+3)",
        "customer update On 10 May many customers could not reach our online shop from 14:00 East Africa Time.",
    ),
    postmortem=(
        "On 10 May 2023 the online shop was out of reach for 75 % of its users.",
        "from 14:00 to 17:00 East Africa Time, 180 minutes",
        "mitigated is 14:45, resolved is 17:00",
        "could not open the shop, browse or buy. Significant revenue was lost",
        "the engineer on call was alerted at 14:05",
        "Root cause A recent deployment contained a misconfigured caching mechanism. Configuration; linked to ACT-",
        "Contributing It caused masses of queries and slowed the database server down.",
        "Response difficulty The rollback did not remove the cache, so the fault came back.",
        "Reverting the deployment was not enough, because the misconfigured cache stayed.",
        "Once it was removed by hand the shop recovered",
        "Corrective and preventative measures 5",
        "Measure 1 Test deployments more thoroughly, for misconfigured caches too. linked to ACT-",
        "Measure 2 Better monitoring, so that faults of this kind are noticed early. linked to ACT-",
        "Measure 3 Look through earlier deployments for misconfigurations, of caches above all. linked to ACT-",
        "Measure 4 Train the development team in how caches work and how to configure them. linked to ACT-",
        "Measure 5 Review each incident afterwards: how well did the response work",
        "We keep looking out for further failures and outages: three quarters of our users",
        "Action items 5",
    ),
    line={
        "zone": "EAT",
        "impact started": "2023-05-10T11:00:00Z",
        "identified": "2023-05-10T11:30:00Z",
        "mitigated": "2023-05-10T11:45:00Z",
        "resolved": "2023-05-10T14:00:00Z",
        "about": "",
        "impact minutes": "35",
        "impact periods left out": "1",
        "minutes to mitigate": "45",
        "minutes to resolve": "180",
        "scope": "partial",
        "percent affected": "75",
        "percent of": "users",
        "percent is about": "no",
        "revenue lost": "yes",
        "revenue amount": "",
        "extent of revenue lost": "significant",
        "detection": "monitoring",
    },
    actions={
        "Review the deployment process and have it test for misconfigured caches": "Test deployments",
        "Extend monitoring so that it notices this kind of fault early": "Better monitoring",
        "Schedule a training on caching for the development team": "Train the development team",
        "Review earlier deployments for misconfigurations, and write down what is found": "earlier deployments",
        "Introduce a review after incidents: how well did we respond, what can be better?": "Review each incident",
    },
    absent=("about 75 %", "all users", "third.party", "senior engineer", "Escalated", "Pictures"),
)
