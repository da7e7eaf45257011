"""Faults while pictures are decoded."""

import urllib.request
from http import HTTPStatus
from io import BytesIO
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from PIL import Image

from tests.faults.checking import Found, unnamed
from tests.faults.running import RunningInstallation, log_in
from tests.processes import wait_until

WAITING = "select count(*) from incidents_uncheckedpicture"
BEING_DECODED = f"{WAITING} where lease is not null and free_at > now()"
MADE_LATE = "update incidents_uncheckedpicture set due_at = due_at - interval '5 minutes'"
LEASE_IS_OVER = "update incidents_uncheckedpicture set free_at = now() where lease is not null"


def worker_killed_while_decoding(it: RunningInstallation) -> Found:
    """kill -9 of the worker in the middle of a picture: the next worker decodes it, and those that waited."""
    incident, session = it.run(log_in("responder"))
    large = BytesIO()
    Image.effect_noise((5000, 5000), 90).save(large, "JPEG")
    sent = [key for key in (str(uuid4()) for _ in range(3)) if _attach(it, incident, session, key, large.getvalue())]
    wait_until(lambda: it.sql(BEING_DECODED)[0][0] > 0, "one is being decoded")
    it.worker.kill()
    waited = it.sql(WAITING)[0][0]
    it.sql(MADE_LATE)
    missing = unnamed(it, "late pictures")
    it.worker.start()
    it.sql(LEASE_IS_OVER)
    wait_until(lambda: it.sql(WAITING)[0][0] == 0, "all were decided")
    rows = it.sql("select state, file from incidents_attachment where uuid = any(%s::uuid[])", sent)
    media = it.state.folder / "media"
    shown = [file for state, file in rows if state == "ready" and (media / file).exists()]
    words = [f"{len(sent)} sent, {waited} waited when the worker was killed"]
    return Found(lost=len(sent) - len(shown), unnamed=missing, words=words)


def _attach(it: RunningInstallation, incident: int, session: str, key: str, content: bytes) -> bool:
    """Whether the picture was taken: the form leads back to the incident."""
    token = "x" * 32
    file = SimpleUploadedFile("noise.jpg", content)
    fields = {"file": file, "caption": "Noise", "client_uuid": key, "csrfmiddlewaretoken": token}
    request = urllib.request.Request(
        f"http://127.0.0.1:{it.port}/incidents/{incident}/files/",
        data=encode_multipart(BOUNDARY, fields),
        headers={
            "Host": f"localhost:{it.port}",
            "Content-Type": MULTIPART_CONTENT,
            "Cookie": f"debrief_session={session}; debrief_csrf={token}",
        },
    )
    with urllib.request.urlopen(request) as answer:
        return bool(answer.status == HTTPStatus.OK and answer.url.endswith(f"/incidents/{incident}/"))
