"""Pages, served by gunicorn's sync workers."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["DEBRIEF_SERVES_PAGES"] = "1"  # settings limit how long a query may take

application = get_wsgi_application()
