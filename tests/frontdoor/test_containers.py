"""docker-compose.yml names only what exists; no container engine is needed."""

import configparser
import re

import pytest
import yaml

from odoo.tools import config as odoo_config

# Odoo's options with another name in the configuration file than on the command
# line are looked up by both.
COMMAND_LINE = {
    name for option in odoo_config.options_index.values() for name in option._long_opts
}


@pytest.fixture(scope="module")
def compose(root):
    return yaml.safe_load((root / "docker-compose.yml").read_text())


def test_every_mounted_path_exists(root, compose):
    named = set(compose["volumes"])
    for name, service in compose["services"].items():
        for volume in service["volumes"]:
            source = volume.split(":")[0]
            assert source in named or (root / source).exists(), f"{name}: {source}"


def test_services_and_secrets_that_are_named_exist(compose):
    for service in compose["services"].values():
        for other, how in service.get("depends_on", {}).items():
            assert other in compose["services"]
            if how["condition"] == "service_healthy":
                assert "healthcheck" in compose["services"][other]
        assert set(service.get("secrets", [])) <= set(compose["secrets"])


def test_no_secret_is_in_the_file_nor_in_git(root, compose):
    for service in compose["services"].values():
        for name in service.get("environment", {}):
            assert "PASSWORD" not in name or name.endswith("_FILE")
    folder = compose["secrets"]["db_password"]["file"].split("/")[1]
    assert f"/{folder}/" in (root / ".gitignore").read_text().splitlines()


def test_nothing_is_published_beyond_this_machine(compose):
    for service in compose["services"].values():
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:")


def test_every_odoo_option_exists(root, compose):
    conf = configparser.ConfigParser()
    conf.read(root / "config" / "odoo.conf")
    for option in conf["options"]:
        assert option in odoo_config.options_index, option
    for service in compose["services"].values():
        for argument in service.get("command", []):
            if argument.startswith("--"):
                assert argument.split("=")[0] in COMMAND_LINE, argument


def test_the_first_start_installs_every_add_on(compose, manifests):
    command = " ".join(compose["services"]["init"]["command"])
    listed = re.search(r"--init=(\S+)", command)[1].split(",")
    # those with auto_install come by themselves, where their host modules are
    wanted = {name for name, m in manifests.items() if not m.get("auto_install")}
    assert set(listed) == wanted, "docker-compose.yml, service init: --init="


def test_the_image_is_built_from_what_is_there(root):
    copied = re.findall(r"^COPY (\S+)", (root / "Dockerfile").read_text(), re.M)
    let_in = (root / ".dockerignore").read_text().splitlines()
    for path in copied:
        assert (root / path).exists()
        assert f"!{path}" in let_in
