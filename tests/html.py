"""What a page says, however its template is broken into lines."""

from django.http import HttpResponse


def html_of(response: HttpResponse) -> str:
    """The page with each run of white space as one space, as a browser shows it."""
    return " ".join(response.content.decode().split())
