"""What customers may read of a postmortem: which sections, under which title."""

from django.db import transaction

from accounts.models import User
from customers.services import hand_over_summary, take_back_summary
from postmortems.enums import PostmortemStatus
from postmortems.exporting.customer_file import customer_version
from postmortems.models import Postmortem, Section
from postmortems.selectors.customer_version import customer_sections
from postmortems.services.history import note_event
from postmortems.services.locking import lock_postmortem, lock_section


def hand_over_to_customers(postmortem: Postmortem) -> None:
    """Gives `customers` what they may read of a locked postmortem that is published, or takes it back from them."""
    incident = postmortem.incident
    if postmortem.status != PostmortemStatus.PUBLISHED:
        take_back_summary(incident=incident)
        return
    found = customer_sections(postmortem)
    text = customer_version(found).markdown if found.sections else ""
    fit = postmortem.measures.exclude(customer_words="").values_list("customer_words", flat=True)
    hand_over_summary(incident=incident, text=text, measures=list(fit))


def keep_handed_over(postmortem: Postmortem) -> None:
    """After a change of a locked postmortem: what customers may read follows, while it is published."""
    if postmortem.status == PostmortemStatus.PUBLISHED:
        hand_over_to_customers(postmortem)


@transaction.atomic
def mark_for_customers(*, section: Section, actor: User, is_marked: bool) -> Section:
    """Shows a section in the customer version, or no longer. Its text stays what it is."""
    locked = lock_section(section)
    if locked.is_for_customers != is_marked:
        locked.is_for_customers = is_marked
        locked.save(update_fields=["is_for_customers"])
        what = "Section shown to customers" if is_marked else "Section not shown to customers"
        note_event(postmortem=locked.postmortem, actor=actor, what=what, after=locked.heading)
        keep_handed_over(locked.postmortem)
    return locked


@transaction.atomic
def change_customer_title(*, postmortem: Postmortem, actor: User, title: str) -> Postmortem:
    """The title of the customer version; empty for one that only names the day."""
    locked = lock_postmortem(postmortem)
    title = " ".join(title.split())
    if title != locked.customer_title:
        before, locked.customer_title = locked.customer_title, title
        locked.save(update_fields=["customer_title"])
        note_event(postmortem=locked, actor=actor, what="Title for customers", before=before, after=title)
        keep_handed_over(locked)
    return locked
