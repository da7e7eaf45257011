"""Sentences whose words are marked, and sentences that must not be."""

import pytest

from postmortems.readers.blame import Manner, names_in, remarks
from postmortems.readers.tasks import vague_beginning

NAMES = ("Brian Kimani", "Grace Wanjiru")

MARKED = [
    ("We should have tested the failover.", "should have tested", "counterfactual"),
    ("The alert should've fired at 14:00.", "should've fired", "counterfactual"),
    ("It shouldn't have been deployed on a Friday.", "shouldn't have been", "counterfactual"),
    ("They should never have had access.", "should never have had", "counterfactual"),
    ("The on-call ought to have known.", "ought to have known", "counterfactual"),
    ("A canary would have caught this.", "would have caught", "counterfactual"),
    ("This could easily have been avoided.", "could easily have been avoided", "counterfactual"),
    ("It could have been prevented by a quota.", "could have been prevented", "counterfactual"),
    ("If we had known, customers were told sooner.", "If we had known", "counterfactual"),
    ("Had they checked the graph, it was over at once.", "Had they checked", "counterfactual"),
    ("If only the runbook was up to date.", "If only", "counterfactual"),
    ("The team failed to notice the queue.", "team failed to", "judgement"),
    ("We failed to test the backup.", "We failed to", "judgement"),
    ("Engineers had failed to read the page.", "Engineers had failed to", "judgement"),
    ("The on-call rota failed to follow the runbook.", "failed to follow the runbook", "judgement"),
    ("Failure to escalate made it longer.", "Failure to escalate", "judgement"),
    ("The root cause was human error.", "human error", "judgement"),
    ("An operator mistake.", "operator mistake", "judgement"),
    ("It was carelessly deployed.", "carelessly", "judgement"),
    ("Lack of attention during the review.", "Lack of attention", "judgement"),
    ("We will be more careful.", "be more careful", "judgement"),
    ("Everybody needs to pay closer attention.", "pay closer attention", "judgement"),
    ("The engineer forgot the flag.", "engineer forgot", "judgement"),
    ("Brian ignored the warning.", "Brian ignored", "judgement"),
    ("Somebody made a mistake in the form.", "made a mistake", "judgement"),
    ("They knew better.", "knew better", "judgement"),
    ("The outage was caused by an engineer.", "caused by an engineer", "person"),
    ("It was caused by a junior developer in a hurry.", "caused by a junior developer", "person"),
    ("Because of Brian Kimani the cache was cold.", "Because of Brian Kimani", "person"),
    ("It was Brian's fault.", "Brian's fault", "person"),
    ("The operators' mistake cost an hour.", "operators' mistake", "person"),
    ("Grace broke the build.", "Grace broke the", "person"),
    ("The reviewer was to blame.", "reviewer was to blame", "person"),
    ("That was their own fault.", "their own fault", "person"),
    ("- It went down.\n- We should have known.", "should have known", "counterfactual"),
    ("Fine.\n\nIt was **human error**.", "human error", "judgement"),
]

UNMARKED = [
    "The job failed to start.",
    "The node failed to connect to the database after the restart.",
    "Requests failed to follow redirects.",
    "The service failed to respond for 40 minutes.",
    "Every account should have a limit.",
    "Backups should have two copies.",
    "Customers should have the new page by Monday.",
    "What should have happened?",
    "Data could have been lost; luckily none was.",
    "It could have been worse.",
    "The restart would have taken an hour.",
    "If the disk had been full, the alert fires.",
    "The team noticed the alert at once.",
    "Brian removed the cache by hand, and it recovered.",
    "The engineer on call restarted the service.",
    "The cache was to blame for most of the queries.",
    "The outage was caused by a misconfigured cache.",
    "The timeout was caused by the teamwork plugin.",
    "The error was due to an expired certificate.",
    "Because of high traffic the queue grew.",
    "Human review found it.",
    "Lazy loading of images was off.",
    "The log says “failed to notice the leader” many times.",
    "`should have been` is the name of the flag.",
    "> We should have tested it, said the supplier.",
    "```\nhuman error\n```",
    "The message was \"user should have been created\".",
    "[human error](https://example.com/human-error)",
    "The migration broke down the table into parts.",
    "The load balancer ignored the header.",
    "The monitoring overlooked nothing.",
    "It broke because the parser met an unknown field.",
    "Grace and Brian compared the two versions.",
    "The response rate of humans was 12 %.",
    "",
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "manner"), MARKED)
def test_marked(text, words, manner):
    (remark,) = remarks(text, NAMES)
    assert (remark.marked, remark.manner) == (words, Manner(manner))
    assert remark.before + remark.marked + remark.after == remark.sentence
    assert remark.sentence in text
    assert remark.instead


@pytest.mark.parametrize("text", UNMARKED)
def test_unmarked(text):
    assert remarks(text, NAMES) == []


def test_one_remark_for_each_sentence_in_order():
    found = remarks("It was human error. All was well. We should have known, and we should have asked.")
    assert [remark.marked for remark in found] == ["human error", "should have known"]
    assert found[1].sentence == "We should have known, and we should have asked."


def test_without_names_a_name_is_no_person():
    assert remarks("Brian ignored the warning.") == []


def test_a_factor_that_names_somebody():
    assert [remark.marked for remark in names_in("Brian Kimani deployed without a test.", NAMES)] == ["Brian Kimani"]
    assert [remark.marked for remark in names_in("@brian.kimani had no access", ())] == ["@brian.kimani"]
    assert names_in("Grace period of the certificate", NAMES) == []
    assert names_in("Mail to info@example.com bounced", NAMES) == []


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Improve monitoring", "Improve"),
        ("look into the alerts", "look into"),
        ("More tests", "More"),
        ("Be more careful with deployments", "Be more careful"),
        ("Improve the alert so that it fires within a minute", ""),
        ("Improve p99 to under 300 ms", ""),
        ("Add an alert on the error rate", ""),
        ("Review the deployment process and have it test for caches", ""),
        ("Moreover, remove the flag", ""),
        ("", ""),
    ],
)
def test_titles_that_nobody_can_check(title, words):
    assert vague_beginning(title) == words


@pytest.mark.parametrize("text", ["should have ", "`", "a", "> ", "\n", "“", "[", "caused by a ", "?", "."])
def test_hostile_texts_end(text):
    assert remarks(text * 50_000, NAMES) == []
