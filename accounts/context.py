"""What every page says about the example data."""

from django.conf import settings
from django.http import HttpRequest

from accounts.models import User


def examples(request: HttpRequest) -> dict[str, object]:
    """`example`: example data is there, and every page says so. Asked only where it may be there, and by templates."""
    return {"example": User.objects.filter(is_example=True).exists if settings.EXAMPLE else False}
