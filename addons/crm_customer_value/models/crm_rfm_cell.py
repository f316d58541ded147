from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmRfmCell(models.Model):
    """One of the 25 cells of a company's grid, owned by one segment."""

    _name = "crm.rfm.cell"
    _description = "RFM Grid Cell"
    _order = "recency_score desc, frequency_score"
    _check_company_auto = True

    grid_id = fields.Many2one(
        "crm.rfm.grid", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="grid_id.company_id")
    recency_score = fields.Integer("R", required=True)
    frequency_score = fields.Integer("F", required=True)
    segment_id = fields.Many2one(
        "crm.segment",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('kind', '=', 'grid')]",
    )

    _cell_once = models.UniqueIndex(
        "(grid_id, recency_score, frequency_score)",
        "A cell of the RFM grid can belong to one segment only.",
    )
    _scores_valid = models.Constraint(
        "CHECK (recency_score BETWEEN 1 AND 5 AND frequency_score BETWEEN 1 AND 5)",
        "The scores of a grid cell go from 1 to 5.",
    )

    @api.constrains("segment_id")
    def _check_segment(self):
        for cell in self:
            if cell.segment_id.kind != "grid" or not cell.segment_id.active:
                raise ValidationError(
                    self.env._(
                        "Segment “%s” cannot own a cell of the grid: choose an "
                        "active segment of the kind “Cells of the RFM grid”.",
                        cell.segment_id.name,
                    )
                )

    def unlink(self):
        """A cell goes only with its grid: a hole would leave customers out."""
        grids = self.grid_id
        result = super().unlink()
        grids._check_cells_complete()
        return result
