"""Families of incidents with one cause each, told in different words by different people, between all the others.

Each has a thing that broke, how it broke and what was noticed, and each telling picks other words for them, leaves some
out, and adds words that have nothing to do with it. Several families share the thing, or how it broke, so that a
search must tell them apart. A fixed seed makes two fills the same.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from catalogue.models import FactorCategory
from incidents.models import Incident, TimelineEntry
from postmortems.enums import FactorKind
from postmortems.models import Factor, Section

SEED, FAMILIES, MEMBERS = 20_231, 60, 4
SERVICE_KEPT, CATEGORY_KEPT = 0.6, 0.5  # how often a member has the service, and names the category, of its family

THINGS = (
    ("ledger replica", "read replica of the ledger", "ledger standby", "second ledger database"),
    ("basket service", "shopping basket", "cart backend", "basket pods"),
    ("wildcard certificate", "TLS certificate", "HTTPS certificate", "cert on the edge"),
    ("mail relay", "outgoing mail", "SMTP relay", "mailer"),
    ("label printer queue", "shipping labels", "label jobs", "printing of labels"),
    ("address lookup", "geocoder", "address validation", "postcode lookup"),
    ("currency feed", "exchange rates", "FX feed", "rates import"),
    ("session store", "login sessions", "Redis with sessions", "store of sign-ins"),
    ("image resizer", "thumbnailer", "picture scaling", "product images"),
    ("stock counter", "inventory figures", "stock levels", "warehouse counts"),
    ("voucher engine", "discount codes", "coupons", "promotion rules"),
    ("nightly export", "export to accounting", "bookkeeping file", "nightly files"),
    ("message broker", "Kafka cluster", "event bus", "event brokers"),
    ("DNS resolver", "name resolution", "internal DNS", "resolvers"),
    ("tax calculator", "VAT rules", "tax rates", "sales tax"),
)
FAULTS = (
    ("lagged behind", "replication lag", "fell an hour behind", "is late by minutes"),
    ("disk full", "no space left on device", "volume filled up", "ran out of disk"),
    ("expired", "past its expiry date", "not renewed", "validity ended"),
    ("out of memory", "OOM killed", "memory leak", "heap exhausted"),
    ("deadlocked", "threads waiting for each other", "lock never released", "stuck on a mutex"),
    ("wrong setting deployed", "typo in the configuration", "bad value in the config map", "misconfigured"),
    ("rate limited by the provider", "throttled upstream", "quota exceeded", "429 from the supplier"),
    ("schema change locked the table", "migration blocked writes", "ALTER TABLE held a lock", "DDL lock"),
    ("clock skew", "time drifted", "NTP stopped", "clocks apart"),
    ("poisoned entry", "malformed record", "invalid payload stopped the consumer", "unparsable item"),
)
NOTICED = (
    ("orders arrive late", "customers wait for confirmations", "confirmations are missing"),
    ("balances are wrong", "customers see old amounts", "totals do not match"),
    ("nobody can pay", "payments are refused", "card payments fail"),
    ("pages time out", "the shop hangs", "spinning forever"),
    ("parcels are not sent", "warehouse stands still", "nothing is shipped"),
    ("sign-in loops", "people are thrown out", "must log in again and again"),
)
CATEGORIES = (  # of those that every installation begins with
    *("Capacity", "Configuration", "Certificate or credential", "Dependency", "Code change", "Database", "Network"),
)
NOISE = (
    *("monday", "colleague", "meeting", "office", "dashboard", "alert", "page", "team", "call", "customer", "support"),
    *("ticket", "morning", "weekend", "region", "traffic", "release", "version", "graph", "metric", "queue", "worker"),
)
FIXES = ("restarted it", "rolled back", "freed space", "renewed it", "moved traffic away", "raised the limit")


@dataclass(frozen=True, slots=True)
class Family:
    """The numbers of the incidents that have one cause."""

    members: tuple[int, ...]


def families(incidents: int) -> list[Family]:
    """Which incidents are in which family: spread over all years, and none that is private, a drill or cancelled.

    None at all where there are too few incidents to choose from.
    """
    chance = random.Random(SEED)
    plain = [number for number in range(1, incidents - 200) if number % 50 and number % 8 != 7]  # noqa: PLR2004
    if len(plain) < FAMILIES * MEMBERS:
        return []
    chosen = chance.sample(plain, FAMILIES * MEMBERS)
    return [Family(tuple(chosen[at::FAMILIES])) for at in range(FAMILIES)]


def tell_families(incidents: int, everyday: Sequence[str]) -> None:
    """Writes the words of each member over those that the fill gave it; noise is mostly what all incidents say."""
    chance = random.Random(SEED + 1)
    for at, family in enumerate(families(incidents)):
        thing, fault, noticed = THINGS[at % len(THINGS)], FAULTS[(at // 3) % len(FAULTS)], NOTICED[at % len(NOTICED)]
        service, category = 1 + at % 60, CATEGORIES[at % len(CATEGORIES)]
        for number in family.members:
            _tell(number, _Telling(chance, thing, fault, noticed, everyday))
            _link(number, chance, service, category)


@dataclass(frozen=True, slots=True)
class _Telling:
    """One person's words for one cause."""

    chance: random.Random
    thing: tuple[str, ...]
    fault: tuple[str, ...]
    noticed: tuple[str, ...]
    everyday: Sequence[str]

    def _any(self, words: tuple[str, ...]) -> str:
        return self.chance.choice(words)

    def noise(self, count: int) -> str:
        """Words that have nothing to do with it."""
        return " ".join([*self.chance.choices(self.everyday, k=count - 1), self.chance.choice(NOISE)])

    def title(self) -> str:
        """One of the ways in which people begin."""
        ways = (
            f"{self._any(self.noticed)}, {self._any(self.thing)}",
            f"{self._any(self.thing)}: {self._any(self.fault)}",
            f"{self._any(self.noticed)} since {self.noise(1)}",
            f"{self._any(self.fault)} ({self._any(self.thing)})",
        )
        return self.chance.choice(ways)

    def summary(self) -> str:
        """Two of the three things, in other words, with noise."""
        said = self.chance.sample([self._any(self.thing), self._any(self.fault), self._any(self.noticed)], 2)
        return f"{said[0]}, {self.noise(6)}. {said[1]}. {self.noise(4)}"

    def sentence(self) -> str:
        """What an entry or a section says."""
        return f"Looked at the {self._any(self.thing)}, {self._any(self.fault)}, {self.noise(3)}"


def _tell(number: int, telling: _Telling) -> None:
    impact = f"{telling.noise(3)}, {telling.chance.choice(telling.noticed)}"
    Incident.objects.filter(pk=number).update(
        title=telling.title().capitalize(), summary=telling.summary(), impact_text=impact
    )
    for seq, words in ((2, telling.sentence()), (3, telling.chance.choice(FIXES))):
        TimelineEntry.objects.filter(incident=number, seq=seq).update(text=words, html=f"<p>{words}</p>")
    words = telling.sentence()
    Section.objects.filter(postmortem__incident=number, kind="root_cause").update(body=words, html=f"<p>{words}</p>")


def _link(number: int, chance: random.Random, service: int, category: str) -> None:
    """Most have the service of the family, and some a factor of its category; the others are as everywhere."""
    incident = Incident.objects.select_related("postmortem").get(pk=number)
    if chance.random() < SERVICE_KEPT:
        incident.services.set([service])
    postmortem = getattr(incident, "postmortem", None)
    if postmortem and chance.random() < CATEGORY_KEPT:
        of_family = FactorCategory.objects.get(name=category)
        Factor.objects.create(postmortem=postmortem, kind=FactorKind.ROOT_CAUSE, category=of_family, text="as written")
