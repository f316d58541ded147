"""Sheets of a workbook whose texts are texts, whatever they begin with."""

import re

# What a spreadsheet takes for the beginning of a formula, or of a command
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
NAME_LENGTH = 31
WIDTH = 22


def get_number_format(decimals):
    """Return the format of numbers with so many decimals."""
    return "#,##0." + "0" * decimals if decimals else "#,##0"


class ResultsSheet:
    """One sheet, written from the top, row after row.

    A text is written as a text and never as a formula or a link; one that looks like
    a formula is also marked as quoted, so that it stays a text when it is edited.

    :ivar row: index of the row that is written next
    """

    def __init__(self, book, name, right_to_left, formats):
        self.sheet = book.add_worksheet(FORBIDDEN.sub(" ", name)[:NAME_LENGTH])
        self.book = book
        self.formats = formats
        self.row = 0
        if right_to_left:
            self.sheet.right_to_left()

    def get_format(self, **properties):
        """Return a format of the workbook, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(properties)
        return self.formats[key]

    def write_head(self, labels):
        """Write a row of headings that stays in sight."""
        for column, label in enumerate(labels):
            self.write_text(column, label, bold=True, bottom=1)
        self.sheet.set_column(0, len(labels) - 1, WIDTH)
        self.row += 1
        self.sheet.freeze_panes(self.row, 0)

    def write_text(self, column, text, **properties):
        """Write a text; nothing where there is none."""
        if not text:
            return
        text = str(text)
        if text.startswith(RISKY):
            properties["quote_prefix"] = True
        form = self.get_format(**properties) if properties else None
        self.sheet.write_string(self.row, column, text, form)

    def write_number(self, column, number, form="#,##0.00", **properties):
        """Write a number, shown by a number format."""
        form = self.get_format(num_format=form, **properties)
        self.sheet.write_number(self.row, column, number, form)

    def write_date(self, column, day):
        """Write a day; nothing where there is none."""
        if day:
            form = self.get_format(num_format="yyyy-mm-dd", align="left")
            self.sheet.write_datetime(self.row, column, day, form)

    def write_sum(self, column, total, first, form):
        """Write the sum of the rows from ``first`` to the one above."""
        letter = chr(ord("A") + column)
        self.sheet.write_formula(
            self.row,
            column,
            f"=SUM({letter}{first + 1}:{letter}{self.row})",
            self.get_format(num_format=form, bold=True, top=1),
            total,
        )
