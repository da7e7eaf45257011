"""The list of customers, and the page of one."""

from dataclasses import dataclass

from django.core.paginator import Page
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.permissions import is_responder
from core.paging import paginate
from customers.models import AffectedCustomer, Contact, Customer, Follow, Report
from customers.permissions import can_add_customers, can_edit_customer
from customers.querysets import AffectedQuerySet
from customers.selectors.impact import currency
from customers.selectors.letters import LetterShown, letters_of
from customers.selectors.tellings import ToldShown, tellings
from customers.selectors.words import Words, words_of_each
from incidents.models import Incident

REPORTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class AffectedShown:
    """One incident that affects the customer, and what was told about it. `names_it`: the viewer sees the incident."""

    row: AffectedCustomer
    words: Words | None
    told: list[ToldShown]
    letters: list[LetterShown]
    names_it: bool

    @property
    def is_over(self) -> bool:
        """For the customer, or altogether."""
        return not self.row.incident.is_open or self.row.until_at is not None


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """What one reader sees of a customer."""

    contacts: list[Contact]
    services: list[str]
    reports: list[Report]
    rows: list[AffectedShown]
    page: "Page[AffectedCustomer]"
    currency: str
    may_edit: bool
    may_merge: bool
    pace: str  # at which the viewer follows it


def customers_for_list(viewer: User) -> QuerySet[Customer]:
    """Those the viewer sees, with their owner and how many open incidents affect them now."""
    affecting = affected_seen(viewer).now().filter(customer=OuterRef("pk")).order_by().values("customer")
    count = Subquery(affecting.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    visible = Customer.objects.visible_to(viewer).unmerged().select_related("owner")
    return visible.annotate(affected_now=Coalesce(count, 0)).order_by("name", "pk")


def affected_seen(viewer: User) -> AffectedQuerySet:
    """Which customers are affected, as far as the viewer may know."""
    return AffectedCustomer.objects.visible_to(viewer, Incident.objects.all())


def customer_page(customer: Customer, viewer: User, number: str) -> CustomerPage:
    """In a constant number of queries; `number` is the page of its incidents, the newest first."""
    rows = affected_seen(viewer).filter(customer=customer, incident__duplicate_of=None)
    whole = (
        rows.select_related("incident__severity", "customer")
        .defer("incident__search")
        .order_by("-incident__began_at", "-pk")
    )
    page = paginate(whole, number)
    listed = list(page.object_list)
    words = words_of_each({row.incident_id for row in listed})
    told, letters = tellings(viewer, listed), letters_of(listed)
    followed = Follow.objects.filter(person=viewer, customer=customer).first()
    reports = Report.objects.visible_to(viewer).filter(known_customer=customer).select_related("reporter")
    return CustomerPage(
        contacts=list(customer.contacts.all()),
        services=list(customer.services.order_by("name").values_list("name", flat=True)),
        reports=list(reports[:REPORTS_SHOWN]),
        rows=[
            AffectedShown(
                row,
                words.get(row.incident_id),
                told.get((row.incident_id, customer.pk), []),
                letters.get((row.incident_id, customer.pk), []),
                is_responder(viewer),
            )
            for row in listed
        ],
        page=page,
        currency=currency(),
        may_edit=can_edit_customer(viewer, customer),
        may_merge=can_add_customers(viewer) and not customer.is_merged,
        pace=followed.get_pace_display() if followed else "",
    )


def tiers(viewer: User) -> list[str]:
    """The tiers of the customers that the viewer sees."""
    found = Customer.objects.visible_to(viewer).unmerged().exclude(tier="")
    return list(found.order_by("tier").values_list("tier", flat=True).distinct())


def owners(viewer: User) -> QuerySet[User]:
    """Whoever owns a customer that the viewer sees."""
    people: QuerySet[User] = User.objects.filter(pk__in=Customer.objects.visible_to(viewer).unmerged().values("owner"))
    return people.order_by("name")
