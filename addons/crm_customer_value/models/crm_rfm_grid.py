from odoo import api, fields, models
from odoo.exceptions import ValidationError

# recency score -> owner of the cells with frequency score 1 to 5
DEFAULT_CELLS = {
    5: ("new", "potential", "potential", "champions", "champions"),
    4: ("promising", "potential", "potential", "loyal", "loyal"),
    3: ("sleepy", "sleepy", "attention", "loyal", "loyal"),
    2: ("hibernating", "hibernating", "at_risk", "at_risk", "cannot_lose"),
    1: ("lost", "hibernating", "at_risk", "at_risk", "cannot_lose"),
}

# Fixed thresholds to start from: score -> days since the last purchase at
# most, purchases at least, multiples of the median order value at least.
DEFAULT_THRESHOLDS = {5: (30, 10, 8), 4: (90, 5, 4), 3: (180, 3, 2), 2: (365, 2, 1)}

# Borders of a fifth that nobody is in: no customer reaches them.
UNREACHABLE = {"recency_days": -1, "order_days": 10**9, "net_revenue": 1e18}


class CrmRfmGrid(models.Model):
    """How one company scores recency, frequency and monetary value.

    The scores 1 to 5 come either from the company's own customers (each score
    holds about a fifth; equal values always get the equal score) or from fixed
    thresholds.  Both end in the same rows of thresholds: those of the fifths
    are measured anew at each full refresh.  The grid then gives each pair of
    scores to a segment.
    """

    _name = "crm.rfm.grid"
    _description = "RFM Grid"
    _rec_name = "company_id"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    method = fields.Selection(
        [("quintile", "Fifths of our customers"), ("fixed", "Fixed thresholds")],
        default="quintile",
        required=True,
        help="Fifths always show who is best among the present customers. Fixed "
        "thresholds can be compared over time and serve as targets.",
    )
    axis = fields.Selection(
        [
            ("frequency", "Frequency"),
            ("frequency_monetary", "Mean of frequency and monetary value"),
        ],
        default="frequency",
        required=True,
        string="Second Axis",
        help="What the grid sets against recency.",
    )
    measured_by = fields.Selection(
        [
            ("quintile", "Fifths of our customers"),
            ("default", "Usual values: too few customers for fifths"),
            ("fixed", "Fixed thresholds"),
        ],
        readonly=True,
        string="Scores Now By",
    )
    cell_ids = fields.One2many("crm.rfm.cell", "grid_id", string="Cells")
    threshold_ids = fields.One2many("crm.rfm.threshold", "grid_id", string="Thresholds")

    _company_once = models.UniqueIndex("(company_id)", "A company has one RFM grid.")

    @api.constrains("cell_ids")
    def _check_cells_complete(self):
        """All 25 cells, each once: a customer is never without a segment."""
        for grid in self:
            present = {(c.recency_score, c.frequency_score) for c in grid.cell_ids}
            missing = [
                f"R{recency}F{frequency}"
                for recency in range(1, 6)
                for frequency in range(1, 6)
                if (recency, frequency) not in present
            ]
            if missing:
                raise ValidationError(
                    self.env._(
                        "The RFM grid must cover all 25 cells. Missing: %s. Give "
                        "each missing cell to a segment.",
                        ", ".join(missing),
                    )
                )

    @api.constrains("threshold_ids", "method")
    def _check_thresholds(self):
        for grid in self:
            rows = grid.threshold_ids.sorted("score")
            if rows.mapped("score") != [2, 3, 4, 5]:
                raise ValidationError(
                    self.env._("Enter one row of thresholds for each score 2 to 5.")
                )
            for low, high in zip(rows, rows[1:], strict=False):
                if (
                    low.recency_days < high.recency_days
                    or low.order_days > high.order_days
                    or low.net_revenue > high.net_revenue
                ):
                    raise ValidationError(
                        self.env._(
                            "Score %(high)s must ask for more than score %(low)s: "
                            "fewer days since the last purchase, more purchases, "
                            "higher net sales.",
                            high=high.score,
                            low=low.score,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        """Fill in the usual cells and thresholds where none are given."""
        for vals in vals_list:
            vals.setdefault("cell_ids", self._prepare_default_cells())
            vals.setdefault(
                "threshold_ids",
                [
                    fields.Command.create(
                        {
                            "score": score,
                            "recency_days": recency,
                            "order_days": orders,
                            "net_revenue": revenue,
                        }
                    )
                    for score, (recency, orders, revenue) in DEFAULT_THRESHOLDS.items()
                ],
            )
        return super().create(vals_list)

    def write(self, vals):
        """Check a removed cell too: the constraint sees only what is written."""
        result = super().write(vals)
        if "cell_ids" in vals:
            self._check_cells_complete()
        return result

    @api.model
    def _prepare_default_cells(self):
        """Return commands for the usual cells.

        A usual segment that was deleted, archived or kept for one company is
        replaced by another shared one, so that a new company can always start.
        """
        shared = self.env["crm.segment"].search(
            [("kind", "=", "grid"), ("company_id", "=", False)]
        )
        if not shared:
            shared = self.env["crm.segment"].create(
                {"name": self.env._("Customers"), "kind": "grid"}
            )

        def find(name):
            xmlid = f"crm_customer_value.crm_segment_{name}"
            usual = self.env.ref(xmlid, raise_if_not_found=False)
            return usual if usual and usual in shared else shared[0]

        return [
            fields.Command.create(
                {
                    "recency_score": recency,
                    "frequency_score": frequency,
                    "segment_id": find(name).id,
                }
            )
            for recency, names in DEFAULT_CELLS.items()
            for frequency, name in enumerate(names, start=1)
        ]

    @api.model
    def _get_for_company(self, company):
        """Return the grid of ``company``, made with the usual cells if absent."""
        grid = self.search([("company_id", "=", company.id)])
        return grid or self.create({"company_id": company.id})

    @api.model
    def action_open_current(self):
        """Open the grid of the current company."""
        self.check_access("write")
        grid = self.sudo()._get_for_company(self.env.company)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_value.crm_rfm_grid_action"
        )
        action["res_id"] = grid.id
        return action

    def action_restore_cells(self):
        """Put the usual segments back on all cells."""
        self.ensure_one()
        defaults = {
            (c[2]["recency_score"], c[2]["frequency_score"]): c[2]["segment_id"]
            for c in self._prepare_default_cells()
        }
        for cell in self.cell_ids:
            cell.segment_id = defaults[cell.recency_score, cell.frequency_score]

    def _get_thresholds(self):
        """Return ``{score: record}`` for the scores 2 to 5."""
        self.ensure_one()
        return {row.score: row for row in self.threshold_ids}

    def _store_thresholds(self, measurable, borders, median_order):
        """Write the measured borders of the fifths into the grid's rows.

        :param measurable: dict of threshold field to whether its values differ
            enough to be cut in fifths; the usual thresholds stand in otherwise
        :param borders: ``{score: {field: least value that got it, or None}}``
        :param median_order: median value of a purchase; the usual monetary
            thresholds are multiples of it, so that they fit any currency
        """
        self.ensure_one()
        for score, row in self._get_thresholds().items():
            days, orders, multiple = DEFAULT_THRESHOLDS[score]
            usual = {
                "recency_days": days,
                "order_days": orders,
                "net_revenue": multiple * max(median_order, 0),
            }
            row.write(
                {
                    field: (
                        UNREACHABLE[field]
                        if borders[score][field] is None
                        else borders[score][field]
                    )
                    if measured
                    else usual[field]
                    for field, measured in measurable.items()
                }
            )
