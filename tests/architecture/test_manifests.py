"""What every manifest says."""

import re


def test_version_and_licence(manifests):
    for name, manifest in manifests.items():
        assert re.fullmatch(r"19\.0\.\d+\.\d+\.\d+", manifest["version"]), name
        assert manifest["license"] == "LGPL-3", name
        assert manifest["author"] and manifest["summary"], name


def test_python_packages_are_locked(root, manifests):
    """What an add-on imports is in the list that the container image installs."""
    locked = (root / "config" / "requirements-addons.txt").read_text().lower()
    for name, manifest in manifests.items():
        for package in manifest.get("external_dependencies", {}).get("python", []):
            wanted = re.split(r"[<>=!~ ]", package)[0].lower().replace("_", "-")
            assert re.search(rf"^{wanted}==", locked, re.M), f"{name}: {package}"
