import re

from odoo.addons.web.controllers.export import ExcelExport

# What the writer of spreadsheets takes for a formula, or a link to a file
ACTIVE = re.compile(r"\{?=|(?:internal|external):", re.IGNORECASE)


def as_text(value):
    """Return a value that a spreadsheet shows as it is, and never calculates.

    As the host does in CSV files: names are typed in by visitors of a website.
    """
    if isinstance(value, str) and ACTIVE.match(value):
        return f"'{value}"
    return value


class SafeExcelExport(ExcelExport):
    """Exports to XLSX hold no formula that somebody typed into a form."""

    def from_data(self, fields, columns_headers, rows):
        rows = [[as_text(value) for value in row] for row in rows]
        return super().from_data(fields, columns_headers, rows)

    def from_group_data(self, fields, columns_headers, groups):
        _clean(groups)
        return super().from_group_data(fields, columns_headers, groups)


def _clean(group):
    """Make text of the rows, and of the names, of a group and those within."""
    group.data = [[as_text(value) for value in row] for row in group.data]
    children = list(group.children.items())
    group.children.clear()
    for name, child in children:
        label = tuple(map(as_text, name)) if isinstance(name, tuple) else as_text(name)
        group.children[label] = child
        _clean(child)
