"""What can be told of the image and the compose file without a Docker engine."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

SECRET = re.compile(r"password|secret|token", re.IGNORECASE)


@pytest.fixture(scope="module")
def compose(repository):
    return yaml.safe_load((repository / "docker" / "compose.yaml").read_text("utf-8"))


def test_dockerfile_is_clean(repository):
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, repository / "docker" / "Dockerfile"], check=False, capture_output=True, text=True)
    assert done.stdout == ""
    assert done.returncode == 0


def test_dockerfile_copies_what_exists_and_is_let_through(repository):
    text = (repository / "docker" / "Dockerfile").read_text("utf-8")
    let_through = (repository / "docker" / "Dockerfile.dockerignore").read_text("utf-8")
    allowed = [line[1:] for line in let_through.splitlines() if line.startswith("!")]
    for copied in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE):
        for source in copied.split():
            assert (repository / source).exists(), source
            assert any(source == name or source.startswith(f"{name}/") for name in allowed), source


def test_last_stage_is_not_root(repository):
    last_stage = (repository / "docker" / "Dockerfile").read_text("utf-8").rsplit("\nFROM ", 1)[1]
    assert re.search(r"^USER (?!0|root)", last_stage, re.MULTILINE)
    assert "HEALTHCHECK" in last_stage


def test_every_service_reaps_its_dead_and_waits_for_the_database(compose):
    services = compose["services"]
    assert set(services) == {"database", "migrate", "app", "worker"}
    for name, service in services.items():
        assert service["init"] is True, name
        assert ":" in service["image"], name
        assert "privileged" not in service, name
        if name != "database":
            assert service["read_only"] is True, name
            assert service["cap_drop"] == ["ALL"], name
            assert service["depends_on"], name


def test_no_secret_has_a_default(repository, compose):
    for name, service in compose["services"].items():
        for key, value in service.get("environment", {}).items():
            if SECRET.search(key) or SECRET.search(str(value)):
                assert re.search(r"\$\{\w+:\?", value), f"{name} {key}"
    for line in (repository / "docker" / "yihu.env.example").read_text("utf-8").splitlines():
        assert not line or line.startswith("#") or line.endswith("="), line


def test_variables_and_volumes_are_declared(repository, compose):
    text = (repository / "docker" / "compose.yaml").read_text("utf-8")
    required = set(re.findall(r"\$\{(\w+):\?", text))
    example = (repository / "docker" / "yihu.env.example").read_text("utf-8")
    assert required <= set(re.findall(r"^(\w+)=", example, re.MULTILINE))
    mounted = {volume.split(":")[0] for service in compose["services"].values() for volume in service["volumes"]}
    assert mounted == set(compose["volumes"])


def test_only_this_machine_reaches_the_port(compose):
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_runtime_lock_is_part_of_the_development_lock(repository):
    def pins(name):
        return set(re.findall(r"^(\S+==\S+)", (repository / "backend" / name).read_text("utf-8"), re.MULTILINE))

    assert pins("requirements.lock") < pins("requirements-dev.lock")
