"""Which add-on may build on which, and which code may know Odoo."""

import ast
import re
import sys
import tomllib

# An add-on may depend on those of ours that are named here. What is not listed
# is glue or stands alone: it may depend on any, and no listed one on it.
MAY_BUILD_ON = {
    "crm_gateway": set(),
    "crm_customer_value": {"crm_gateway"},
    "crm_complaints": {"crm_gateway"},
    "crm_campaigns": {"crm_customer_value", "crm_gateway"},
    "crm_kpi": {
        "crm_campaigns",
        "crm_complaints",
        "crm_customer_value",
        "crm_gateway",
    },
    "web_jalali": set(),
}
PURE_IMPORTS = {"jdatetime", "numpy", "scipy", *sys.stdlib_module_names}


def imports(path):
    """(line, module, is relative) of every import in a file."""
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name, False
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or "", node.level > 0


def test_dependencies_point_down(manifests):
    for name, allowed in MAY_BUILD_ON.items():
        ours = set(manifests.get(name, {}).get("depends", [])) & set(manifests)
        assert ours <= allowed, f"{name} may not depend on {ours - allowed}"


def test_code_reaches_only_what_the_manifest_names(root, manifests):
    """Imports and XML references of our add-ons follow their dependencies."""

    def below(name):
        found = {name}
        for module in manifests.get(name, {}).get("depends", []):
            found |= below(module) if module in manifests else set()
        return found

    wrong = []
    for name in manifests:
        others = set(manifests) - below(name)
        for path in (root / "addons" / name).rglob("*.py"):
            for line, module, _relative in imports(path):
                parts = module.split(".")
                if (
                    parts[:2] == ["odoo", "addons"]
                    and parts[2:3]
                    and parts[2] in others
                ):
                    wrong.append(f"{path.relative_to(root)}:{line} imports {module}")
        for path in (root / "addons" / name).rglob("*.xml"):
            text = path.read_text()
            for found in re.findall(r'\b(?:ref|inherit_id)="(\w+)\.\w+"', text):
                if found in others:
                    wrong.append(f"{path.relative_to(root)} refers to {found}")
    assert not wrong


def test_pure_packages_know_nothing_of_odoo(root):
    config = tomllib.loads((root / "pyproject.toml").read_text())
    wrong = []
    for package in config["tool"]["crm"]["pure"]:
        for path in (root / "addons" / package).rglob("*.py"):
            for line, module, relative in imports(path):
                if not relative and module.split(".")[0] not in PURE_IMPORTS:
                    wrong.append(f"{path.relative_to(root)}:{line} imports {module}")
    assert not wrong
