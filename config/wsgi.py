"""Pages, served by gunicorn's sync workers."""

import os
from typing import Any

from django.core.wsgi import get_wsgi_application

from core.encodings import readable_type
from core.frames import in_one_block

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["DEBRIEF_SERVES_PAGES"] = "1"  # settings limit how long a query may take

pages = in_one_block(get_wsgi_application())


def application(environ: dict[str, Any], start_response: Any) -> Any:
    """What is not in UTF-8 is marked for `EncodingMiddleware`: Django could not even make a request of it."""
    return pages(environ | {"CONTENT_TYPE": readable_type(environ.get("CONTENT_TYPE", ""))}, start_response)
