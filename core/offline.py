"""The service worker at its address, and the page it shows where there is no network."""

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

SOURCE = Path(settings.ROOT) / "static/js/offline"


@login_not_required
@never_cache
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker of this release; with `DEBRIEF_NO_SERVICE_WORKER` one that removes itself and all it kept."""
    name = "service-worker-removal.js" if settings.NO_SERVICE_WORKER else "service-worker.js"
    response = HttpResponse(_source(name), content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@login_not_required
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """What stands in place of a page that cannot be reached: which incidents open without a network, and what waits."""
    return render(request, "core/offline.html")


def _source(name: str) -> str:
    """The worker behind its release and the offline page's address; another release is another text."""
    code = (SOURCE / name).read_text(encoding="utf-8")
    state = f"{code}{getattr(staticfiles_storage, 'manifest_hash', '')}"
    release = hashlib.sha256(state.encode()).hexdigest()[:12]
    return f"const RELEASE = {json.dumps(release)};\nconst OFFLINE = {json.dumps(reverse('offline'))};\n{code}"
