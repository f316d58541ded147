from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmComplaintNode(models.AbstractModel):
    """A node of a tree that people choose from by its whole path.

    The model names its own parent in ``parent_id`` and ``child_ids``.
    """

    _name = "crm.complaint.node"
    _description = "Node of a Tree"
    _order = "parent_path, sequence, id"
    _parent_store = True

    name = fields.Char(required=True, translate=True)
    display_name = fields.Char(recursive=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    parent_path = fields.Char(index=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: all companies use it."
    )

    @api.depends("name", "parent_id.display_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for node in self:
            path = node.parent_id.display_name
            node.display_name = f"{path} / {node.name}" if path else node.name

    @api.constrains("parent_id")
    def _check_no_cycle(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("Nothing can be a part of itself. Choose another parent.")
            )
