"""Whole days between two instants, as a column."""

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, FloatField, Func, Value
from django.db.models.expressions import Combinable

from core.clock import now


def whole_days(*, since: str, until: str = "") -> Func:
    """Whole days from one instant to another of the row, or to now."""
    end: Combinable = F(until) if until else Value(now(), DateTimeField())
    span = ExpressionWrapper(end - F(since), DurationField())
    return Func(Value("day"), span, function="date_part", output_field=FloatField())
