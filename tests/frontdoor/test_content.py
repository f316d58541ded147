"""What is remembered of add-ons, reports and locks."""

import re
import subprocess
import sys
import zipfile

import pytest
from frontdoor import addons, suite

REPORT = """<testsuites><testsuite>
<testcase classname="odoo.addons.crm.tests.test_a.TestA" name="test_1"/>
<testcase classname="b" name="test_2"><failure message="no"/></testcase>
<testcase classname="c" name="test_3"><skipped message="no browser"/></testcase>
<testcase classname="d" name="test_4"><error message="no"/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def addon(tmp_path, monkeypatch):
    monkeypatch.setattr(addons, "ADDONS", tmp_path)
    folder = tmp_path / "crm_toy"
    for name in ("models/toy.py", "tests/test_toy.py", "i18n/fa.po", "README.md"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("1")
    return folder


@pytest.mark.parametrize(
    "path, matters, matters_to_tests",
    [
        ("models/toy.py", True, True),
        ("security/ir.model.access.csv", True, True),
        ("static/description/icon.png", True, True),
        ("i18n/fa.po", True, False),
        ("tests/test_toy.py", False, False),
        ("static/src/toy.js", False, False),
        ("models/__pycache__/toy.pyc", False, False),
        ("README.md", False, False),
    ],
)
def test_fingerprint(addon, path, matters, matters_to_tests):
    """An edit makes databases anew only when it can change what is in them."""
    before = addons.fingerprint("crm_toy")
    before_tests = addons.fingerprint("crm_toy", translations=False)
    (addon / path).parent.mkdir(parents=True, exist_ok=True)
    (addon / path).write_text("2")
    assert (addons.fingerprint("crm_toy") != before) == matters
    changed = addons.fingerprint("crm_toy", translations=False) != before_tests
    assert changed == matters_to_tests


def test_totals(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    totals = suite.Totals()
    totals.add(report)
    assert (totals.passed, totals.skipped) == (1, 1)
    assert totals.failures == ["b::test_2", "d::test_4"]


@pytest.mark.parametrize("in_ci", [True, False])
def test_skip_fails_where_nobody_reads_it(monkeypatch, capsys, in_ci):
    monkeypatch.setattr(suite, "CI", in_ci)
    assert suite._close(suite.Totals(passed=2, skipped=1), 0) == in_ci
    said = "2 passed, 1 failed, 0 skipped" if in_ci else "2 passed, 0 failed, 1 skipped"
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(("said", "meant"), [("true", True), ("", False)])
def test_continuous_integration_says_that_it_is_one(python, said, meant):
    child = python("from frontdoor import settings; print(settings.CI)", CI=said)
    assert child.communicate()[0].strip() == str(meant)


def test_a_run_without_report_is_a_failure(tmp_path):
    totals = suite.Totals()
    totals.add(tmp_path / "nothing.xml")
    assert len(totals.failures) == 1


def test_locks_name_no_registry(root):
    """The machine's own configuration says where packages come from."""
    for path in sorted((root / "config").glob("requirements*.txt")):
        assert "://" not in path.read_text(), path.name
        assert path.with_suffix(".in").exists()
    assert '"resolved"' not in (root / "package-lock.json").read_text()


def test_every_locked_package_has_hashes(root):
    for path in sorted((root / "config").glob("requirements*.txt")):
        for block in re.split(r"^(?=\S)", path.read_text(), flags=re.M):
            assert not block.strip() or "--hash=sha256:" in block, block


def test_every_add_on_becomes_a_wheel(root, manifests, tmp_path):
    """The wheel holds the add-on, and asks for the packages it imports."""
    for name in manifests:
        command = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
        command += ["--outdir", str(tmp_path), str(root / "addons" / name)]
        subprocess.run(command, check=True, capture_output=True)
        (wheel,) = tmp_path.glob(f"odoo_addon_{name}-19.0.*.whl")
        with zipfile.ZipFile(wheel) as files:
            assert f"odoo/addons/{name}/__manifest__.py" in files.namelist()
            (metadata,) = (n for n in files.namelist() if n.endswith("/METADATA"))
            asked = re.findall(
                r"^Requires-Dist: ([\w.-]+)", files.read(metadata).decode(), re.M
            )
        wanted = manifests[name].get("external_dependencies", {}).get("python", [])
        packages = {re.split(r"[<>=!~ ]", package)[0] for package in wanted}
        assert packages <= set(asked), name
        if name == "crm_customer_value":
            assert {"numpy", "scipy"} <= packages
