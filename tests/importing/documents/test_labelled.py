"""Severity and services that a label names."""

import pytest

from importing.readers.documents.labelled import Labelled, labelled_in


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("Severity: SEV2", 2),
        ("Sev: 2", 2),
        ("| Priority | Major (P1) |", 1),
        ("Priority: P2", 2),
        ("**Severity:** SEV-1", 1),
        ("- Severity: SEV1, closed", 1),
        ("| Severity | P3 |", 3),
        ("Incident severity level: 4 (minor)", 4),
        ("## Severity: S2", 2),
        ("Severity 2", 2),
        ("Severity: high", 0),
        ("Severity: 40 % of buyers", 0),
        ("Severity: 2.5", 0),
        ("The severity: SEV2 was too low", 0),
        ("| Severity | SEV2 | SEV1 |", 0),
    ],
)
def test_a_severity(line, level):
    found = labelled_in(f"# Checkout\n\n{line}\n")
    assert (found.level, found.level_line) == (level, 3 if level else 0)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Services: Database, Shop", ("Database", "Shop")),
        ("**Affected service:** Checkout.", ("Checkout",)),
        ("| Services affected | Search and Shop |", ("Search", "Shop")),
        ("Service was down from 10:00.", ()),
        ("Services:", ()),
    ],
)
def test_services(line, names):
    assert labelled_in(line).services == names


def test_a_label_far_down_or_in_a_long_line_tells_nothing():
    assert labelled_in("\n" * 300 + "Severity: SEV1") == Labelled()
    assert labelled_in("Severity: SEV1 " + "x" * 300) == Labelled()
