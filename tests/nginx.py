"""A real nginx with the configuration of `deploy/`, for tests."""

import shutil
from pathlib import Path

from runner.state import ROOT

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/opt/homebrew/bin")
NO_NGINX = "nginx is not installed (Debian: apt-get install nginx-light)"
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def nginx_command(folder: Path, port: int, web: str, stream: str, **more: str) -> list[str]:
    """How to start it in front of these servers: the template filled in as the image does it, in a main file that
    lets Debian's nginx run as anybody. `more` are variables that the template takes."""
    values = {
        "BASE_URL": f"http://localhost:{port}",
        "TRUSTED_PROXIES": "",
        "PROXY_LISTEN": f"127.0.0.1:{port}",
        "WEB_ADDRESS": web,
        "STREAM_ADDRESS": stream,
    } | more
    server = (ROOT / "deploy/nginx.conf.template").read_text()
    for name, value in values.items():
        server = server.replace(f"${{{name}}}", value)
    paths = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in TEMPORARY)
    path = folder / "nginx.conf"
    path.write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log stderr notice;\n"
        f"events {{}}\nhttp {{ access_log off; {paths}\n{server}\n}}\n"
    )
    return [str(NGINX), "-c", str(path)]
