"""What customers may read of a postmortem: its title for them, and the sections that are marked."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.enums import UserKind
from accounts.models import User
from core.markdown_pictures import attachments_in
from incidents.enums import AttachmentState
from incidents.models import Attachment
from incidents.selectors.zones import incident_zone
from postmortems.models import Postmortem, Section, SectionRevision

LEAST_WORDS = 3  # of a title that is left out: a shorter one may be an ordinary word


@dataclass(frozen=True, slots=True)
class CustomerSections:
    """What the customer version is made of. `inside_words` must not stand in it.

    `unaccepted` are marked too, but were filled from the incident, and nobody has edited or accepted them.
    """

    title: str
    has_title: bool
    sections: list[Section]
    unaccepted: list[Section]
    inside_words: list[str]
    first_names: list[str]
    pictures: list[Attachment]


def customer_sections(postmortem: Postmortem) -> CustomerSections:
    """Four queries. Only pictures of the incident itself are shown."""
    marked = postmortem.sections.filter(removed_at=None, is_for_customers=True).exclude(body="").defer("search")
    written = [section for section in marked if section.body.strip()]
    sections = [section for section in written if not section.is_filled]
    wanted = {uuid for section in sections for uuid in attachments_in(section.html)}
    files = Attachment.objects.filter(
        incident=postmortem.incident_id, uuid__in=wanted, is_image=True, state=AttachmentState.READY, removed_at=None
    )
    return CustomerSections(
        title=postmortem.customer_title or neutral_title(postmortem),
        has_title=bool(postmortem.customer_title),
        sections=sections,
        unaccepted=[section for section in written if section.is_filled],
        inside_words=inside_words(postmortem),
        first_names=first_names(postmortem) if sections else [],
        pictures=list(files) if wanted else [],
    )


def inside_words(postmortem: Postmortem) -> list[str]:
    """The names of everybody who has ever worked here, and the incident's title where it is not that for customers."""
    names = User.objects.exclude(kind=UserKind.BOT).order_by("pk").values_list("name", flat=True)
    title = postmortem.incident.title
    return [*names, *([title] if title != postmortem.customer_title and len(title.split()) >= LEAST_WORDS else [])]


def first_names(postmortem: Postmortem) -> list[str]:
    """Of those who had a role, told what happened, or wrote. One may be a word, so that it is named, not removed."""
    incident = postmortem.incident
    took_part = (
        Q(pk__in=[postmortem.owner_id, postmortem.facilitator_id])
        | Q(pk__in=incident.role_assignments.values("person"))
        | Q(pk__in=incident.entries.told().values("author"))
        | Q(pk__in=SectionRevision.objects.filter(section__postmortem=postmortem).values("author"))
    )
    names = User.objects.exclude(kind=UserKind.BOT).filter(took_part).values_list("name", flat=True)
    return sorted({name.split()[0] for name in names if name.strip()})


def neutral_title(postmortem: Postmortem) -> str:
    """What stands there until somebody writes a title for customers: `Incident of 13 May 2023`."""
    incident = postmortem.incident
    day = incident.began_at.astimezone(incident_zone(incident).zone)
    return f"Incident of {day.day} {day:%B %Y}"
