from odoo import api, fields, models


class CrmObjective(models.Model):
    """What is to be achieved on one side of the company, and by which it is seen."""

    _name = "crm.objective"
    _description = "Strategic Objective"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "perspective_sequence, sequence, id"

    name = fields.Char(required=True, tracking=True)
    strategy_id = fields.Many2one(
        "crm.strategy", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="strategy_id.company_id", store=True, index=True
    )
    perspective_id = fields.Many2one(
        "crm.kpi.perspective",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    perspective_sequence = fields.Integer(
        "Place of the Perspective", related="perspective_id.sequence", store=True
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    owner_id = fields.Many2one(
        "res.users",
        domain="[('share', '=', False)]",
        tracking=True,
        index="btree_not_null",
        default=lambda self: self.env.user,
    )
    description = fields.Text(help="How it looks when it is achieved.")
    kpi_ids = fields.One2many("crm.objective.kpi", "objective_id", copy=True)
    effect_ids = fields.One2many("crm.objective.link", "cause_id", "Leads To")
    cause_ids = fields.One2many("crm.objective.link", "effect_id", "Comes From")
    initiative_ids = fields.One2many("crm.initiative", "objective_id")

    @api.constrains("strategy_id")
    def _check_strategy(self):
        """Causes and effects stay within one strategy when an objective moves."""
        (self.effect_ids | self.cause_ids)._check_map()
