"""The examples in docs/deploy: other people's linters take them, and they say of Claimdesk what is true."""

import datetime
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from config import run
from config.metrics.broker import QUEUES

DEPLOY = Path("docs/deploy")
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
PLACE = "/opt/claimdesk/.venv/bin/python"


def passes(program, *arguments, how):
    """What a linter that is installed says; where it is not, the test is skipped."""
    found = shutil.which(program, path=f"{Path(sys.executable).parent}:{os.environ['PATH']}:/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"{program} is not installed: {how}")
    done = subprocess.run([found, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def self_signed(folder):
    """The files of a certificate and its key, for nobody to trust."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "facts.example.org")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + datetime.timedelta(days=1))
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(made.sign(key, hashes.SHA256()).public_bytes(pem))
    files[1].write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return files


def documents():
    return [document for path in MANIFESTS for document in yaml.safe_load_all(path.read_text())]


def commands():
    """Every command of a process, as one line, from each of the three ways to run them."""
    units = [re.search(r"^ExecStart=((?:.*\\\n)*.*)", path.read_text(), re.MULTILINE)[1] for path in UNITS]
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"].values()
    containers = [
        one["spec"]["template"]["spec"]["containers"][0] for one in documents() if one["kind"] == "Deployment"
    ]
    image = re.search(r"^CMD (.*(?:\n .*)*)", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)[1]
    lists = [" ".join(one["command"]) for one in (*compose, *containers) if "command" in one]
    flat = [*units, *lists, " ".join(re.findall(r'"((?:[^"\\]|\\.)*)"', image))]
    return [" ".join(one.replace("\\\n", " ").split()) for one in flat]


def test_systemd_takes_the_units_and_finds_little_exposed(tmp_path):
    for path in (DEPLOY / "systemd").iterdir():
        (tmp_path / path.name).write_text(path.read_text().replace(PLACE, sys.executable))
    how = "it comes with systemd"
    units = sorted(tmp_path.iterdir())
    assert passes("systemd-analyze", "verify", *units, how=how) == ""
    for unit in UNITS:
        passes("systemd-analyze", "security", "--offline=true", "--threshold=15", tmp_path / unit.name, how=how)
        assert unit.name == "claimdesk-backup.service" or {"Restart=always", "TimeoutStopSec=70"} <= set(
            unit.read_text().splitlines()
        )


def test_linters_take_the_image_the_services_and_the_manifests():
    passes("hadolint", DEPLOY / "Dockerfile", how="make venv-dev")
    passes("check-jsonschema", "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yaml", how="make venv-dev")
    passes("kubernetes-validate", "--strict", *MANIFESTS, how="make venv-dev")


def test_nginx_takes_its_configuration_and_serves_no_private_file(tmp_path):
    text = (DEPLOY / "nginx" / "claimdesk.conf").read_text()
    assert "client_max_body_size 21m" in text
    assert "proxy_set_header X-Forwarded-Proto $scheme" in text
    assert "media" not in re.sub("#.*", "", text)
    certificate, key = self_signed(tmp_path)
    site = tmp_path / "claimdesk.conf"
    for there, here in (("/etc/ssl/claimdesk/fullchain.pem", certificate), ("/etc/ssl/claimdesk/privkey.pem", key),
                        ("/var/log/nginx/claimdesk.log", tmp_path / "log")):  # fmt: skip
        assert there in text
        text = text.replace(there, str(here))
    site.write_text(text)
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ include {site}; }}")
    said = passes("nginx", "-t", "-q", "-p", tmp_path, "-c", whole, how="apt-get install nginx-light")
    assert "[warn]" not in said.replace('the "user" directive', ""), said


def test_every_queue_has_a_worker_and_the_web_servers_start_as_make_run_starts_them():
    found = commands()
    for way in (found[:5], *([one for one in found[5:] if "celery" in one],)):
        queues = {queue for one in way for queue in re.findall(r"-Q ([\w,]+)", one)}
        assert {one for listed in queues for one in listed.split(",")} == set(QUEUES)
    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    assert routed <= set(QUEUES)
    for server in (one for one in found if "gunicorn" in one):
        said = server.replace("%%", "%").replace('\\"', '"')
        for word in run.WEB:
            assert word in said, word
    workers = [one for one in found if "-Q" in one]
    assert len(workers) == 6
    for words in (run.WORKER, run.SENDER):
        assert sum(" ".join(words) in one for one in workers) == 3


def test_they_name_settings_that_there_are_and_hold_no_secret():
    texts = {path: path.read_text() for path in DEPLOY.rglob("*") if path.is_file()}
    known = " ".join(Path(name).read_text() for name in ("config/settings.py", "config/run.py", "README.md"))
    example = dict(re.findall(r"^(\w+)=(.*)$", texts[DEPLOY / "claimdesk.env.example"], re.MULTILINE))
    mapped = next(one["data"] for one in documents() if one["kind"] == "ConfigMap")
    assert [name for name in (*example, *mapped) if name not in known] == []
    assert (example["SECRET_KEY"], example["METRICS_TOKEN"]) == ("", "")
    assert all("BEGIN" not in text for text in texts.values())
    kept = (DEPLOY / "Dockerfile.dockerignore").read_text().split("\n")
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", texts[DEPLOY / "Dockerfile"], re.MULTILINE)
    assert {f"!{name}" for line in copied for name in line.split()} <= set(kept)
    web = next(one for one in documents() if one["kind"] == "Deployment" and one["metadata"]["name"] == "claimdesk-web")
    probe = web["spec"]["template"]["spec"]["containers"][0]["readinessProbe"]["httpGet"]
    asked = {header["value"] for header in probe["httpHeaders"]}
    assert asked == {mapped["ALLOWED_HOSTS"], "https"}
