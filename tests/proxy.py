"""deploy/nginx.conf in a process of its own, before a site that counts what it is asked."""

import shutil
import ssl
import subprocess
import threading
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.server import ROOT, free_port, wait_until

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/local/bin:/usr/bin")
LARGE = "/large/"
# As Debian's own nginx.conf has it, within which ours is a file.
AROUND = """
daemon off; pid {folder}/pid; {user} error_log {folder}/error.log;
events {{}}
http {{
    access_log {folder}/access.log;
    gzip on; gzip_types *; gzip_min_length 1; default_type text/html;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/1; uwsgi_temp_path {folder}/2; scgi_temp_path {folder}/3;
    include {folder}/site.conf;
}}
"""


class Site(ThreadingHTTPServer):
    """Answers with the headers that `says` has for a path; `asked` are the requests.

    While `goes_on` is not set, /faq/ is not answered.
    """

    daemon_threads = True

    def __init__(self):
        self.asked, self.says, self.goes_on = [], {}, threading.Event()
        self.goes_on.set()
        super().__init__(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def end(self):
        self.shutdown()
        self.server_close()


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self)
        if self.path == "/faq/":
            assert self.server.goes_on.wait(60)
        body = b"A page " * (100 if self.path != LARGE else 5_000_000)
        self.send_response(200)
        for name, value in self.server.says.get(self.path, {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_words):
        pass


class Proxy:
    """Before what answers at these ports."""

    def __init__(self, folder: Path, *ports: int):
        self.folder, self.https, self.http = folder, free_port(), free_port()
        certify(folder)
        own = (ROOT / "deploy/nginx.conf").read_text()
        for theirs, mine in {
            "server 127.0.0.1:8000;": " ".join(f"server 127.0.0.1:{port};" for port in ports),
            "server_name ot.example.org;": "server_name localhost;",
            "listen 443": f"listen 127.0.0.1:{self.https}",
            "listen 80": f"listen 127.0.0.1:{self.http}",
            "/etc/ssl/private/": f"{folder}/",
            "/etc/ssl/": f"{folder}/",
            "/var/cache/nginx/": f"{folder}/",
            "/var/log/nginx/error.log crit": f"{folder}/warnings warn",
        }.items():
            assert theirs in own
            own = own.replace(theirs, mine)
        (folder / "site.conf").write_text(own)
        user = "user root;" if folder.owner() == "root" else ""
        (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=user))

    def run(self, *words: str) -> subprocess.Popen:
        command = [NGINX, "-p", self.folder, "-e", "stderr", "-c", self.folder / "nginx.conf"]
        return subprocess.Popen([*command, *words], stderr=subprocess.PIPE, text=True)

    def start(self) -> "Proxy":
        self.process = self.run()
        wait_until(lambda: self.process.poll() is not None or (self.folder / "pid").exists())
        return self

    def stop(self) -> None:
        self.process.terminate()
        self.process.communicate(timeout=30)

    def open(self, path: str, body: bytes | None = None, **headers: str):
        request = urllib.request.Request(f"https://localhost:{self.https}{path}", body, headers)
        trust = ssl.create_default_context(cafile=self.folder / "ot.example.org.pem")
        return urllib.request.urlopen(request, context=trust, timeout=30)

    def get(self, path: str, **headers: str) -> SimpleNamespace:
        try:
            with self.open(path, **headers) as answer:
                return SimpleNamespace(status=answer.status, headers=answer.headers)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return SimpleNamespace(status=refusal.code, headers=refusal.headers)


def certify(folder: Path) -> None:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "ot.example.org.pem").write_bytes(certificate.public_bytes(pem))
    form, secret = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "ot.example.org.key").write_bytes(key.private_bytes(pem, form, secret))
