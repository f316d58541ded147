"""Bring each add-on's .pot and .po files up to its words in the database.

    CRM_CONF=odoo.conf CRM_DB=database python scripts/translations.py

A term that another place of ours already translates is taken from there; what is
left without a translation is listed, and makes the command fail.
"""

import os
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LAUNCHER = ROOT / "scripts" / "start_odoo.py"


def main():
    templates = export(sorted(path.parent for path in ROOT.glob("addons/*/i18n")))
    paths = sorted(ROOT.glob("addons/*/i18n/*.po"))
    known = {}
    for path in paths:
        for entry in polib.pofile(path).translated_entries():
            known.setdefault((path.stem, entry.msgid), entry.msgstr)
    missing = 0
    for path in paths:
        catalogue = merge(path, templates[path.parent.parent.name], known)
        for entry in catalogue.untranslated_entries():
            missing += 1
            print(f"{path.relative_to(ROOT)}: {entry.msgid!r}")
    print(f"{missing} terms without a translation")
    return missing != 0


def export(addons):
    """Return the template of each add-on, written anew from the database."""
    names = [addon.name for addon in addons]
    command = [sys.executable, "-W", "ignore", LAUNCHER, "i18n", "export"]
    command += ["-c", os.environ["CRM_CONF"], "-d", os.environ["CRM_DB"], *names]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return {
        addon.name: polib.pofile(addon / "i18n" / f"{addon.name}.pot")
        for addon in addons
    }


def merge(path, template, known):
    catalogue = polib.pofile(path, wrapwidth=78)
    catalogue.merge(template)
    for entry in catalogue.obsolete_entries():
        catalogue.remove(entry)
    for entry in catalogue.untranslated_entries():
        entry.msgstr = known.get((path.stem, entry.msgid), "")
    # merging puts what is new at the end, where each branch would add its own
    catalogue.sort(key=lambda entry: entry.msgid)
    catalogue.save(path)
    return catalogue


if __name__ == "__main__":
    sys.exit(main())
