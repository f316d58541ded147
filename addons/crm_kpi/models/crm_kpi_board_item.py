from odoo import fields, models


class CrmKpiBoardItem(models.Model):
    """A KPI on a board."""

    _name = "crm.kpi.board.item"
    _description = "KPI on a Board"
    _order = "sequence, id"
    _rec_name = "kpi_id"

    board_id = fields.Many2one(
        "crm.kpi.board", required=True, index=True, ondelete="cascade"
    )
    kpi_id = fields.Many2one(
        "crm.kpi", "KPI", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=100)

    _once = models.UniqueIndex(
        "(board_id, kpi_id)", "The figure is on this board already."
    )
