"""Words that a customer update can begin with."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from catalogue.models import Service, Severity
from customers.querysets import UpdateTemplateQuerySet
from incidents.enums import Status


class UpdateTemplate(models.Model):
    """Words for a kind of incident in a status, with places for what is known: `{since}`, `{service}`, `{next}`.

    Without severities or services it is for all of them, without a status for every one while the incident goes on.
    """

    name = models.CharField(max_length=80, unique=True)
    text = models.TextField(max_length=4000)
    status = models.CharField(max_length=16, choices=Status, blank=True)
    severities = models.ManyToManyField(Severity, blank=True, related_name="update_templates")
    services = models.ManyToManyField(Service, blank=True, related_name="update_templates")
    is_active = models.BooleanField(default=True)

    objects = UpdateTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "template of customer updates"
        verbose_name_plural = "templates of customer updates"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(status__in=["", *Status.values]), name="update_template_status_known")
        ]

    def __str__(self) -> str:
        return self.name
