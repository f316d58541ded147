"""Persian is an equal: every word of ours has it."""

import polib
import pytest


def catalogues(root):
    return sorted(root.glob("addons/*/i18n/fa.po"))


def test_every_add_on_speaks_persian(root, manifests):
    assert {path.parent.parent.name for path in catalogues(root)} == set(manifests)


def test_nothing_is_left_untranslated(root):
    for path in catalogues(root):
        for entry in polib.pofile(path):
            if not entry.obsolete:
                assert entry.translated(), f"{path.relative_to(root)}: {entry.msgid!r}"


def test_catalogue_knows_every_word_of_its_template(root):
    for path in catalogues(root):
        (template,) = path.parent.glob("*.pot")
        wanted = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(template)}
        known = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(path)}
        assert wanted, template
        assert not wanted - known, path.relative_to(root)


@pytest.mark.parametrize("mark", ["%s", "%(", "%%", "<b>", "</p>"])
def test_placeholders_survive(root, mark):
    for path in catalogues(root):
        for entry in polib.pofile(path).translated_entries():
            same = entry.msgid.count(mark) == entry.msgstr.count(mark)
            assert same, f"{path.relative_to(root)}: {entry.msgid!r}"
