import io

import xlsxwriter

from odoo import api, models

from odoo.addons.crm_campaigns.controllers.export import as_text


class CrmKpiWorkbook(models.AbstractModel):
    """A board as a spreadsheet: numbers as numbers, names as text."""

    _name = "crm.kpi.workbook"
    _description = "Workbook of a Board"

    @api.model
    def _make(self, data):
        """Return the bytes of an XLSX file.

        :param dict data: as of ``crm.kpi.board.get_board``
        """
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream, {"in_memory": True})
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(self.env._("Figures")[:31])
        if self.env["res.lang"]._get_data(code=self.env.lang).direction == "rtl":
            sheet.right_to_left()
        titles = [
            self.env._("KPI"),
            self.env._("Unit"),
            self.env._("Target"),
            self.env._("Attained (%)"),
        ]
        titles += [period["label"] for period in data["periods"]]
        titles.append(self.env._("Calculation"))
        for column, title in enumerate(titles):
            sheet.write_string(0, column, as_text(title), bold)
        units = dict(
            self.env["crm.kpi"]._fields["unit"]._description_selection(self.env)
        )
        for row, tile in enumerate(data["tiles"], 1):
            cells = [
                tile["name"],
                units[tile["unit"]],
                tile["target"],
                tile["attained"],
                *tile["series"],
                tile["calculation"],
            ]
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(row, column, as_text(cell))
                elif cell is not None:
                    sheet.write_number(row, column, cell)
        sheet.set_column(0, 0, 32)
        sheet.freeze_panes(1, 1)
        book.close()
        return stream.getvalue()
