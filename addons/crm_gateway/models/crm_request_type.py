from ast import literal_eval

from odoo import Command, api, fields, models


class CrmRequestType(models.Model):
    """What customers ask for, and the plan by which the company answers.

    The plan is copied into each request when its work starts; editing a type
    changes the requests to come and never those that run.
    """

    _name = "crm.request.type"
    _description = "Request Type"
    _inherit = ["mail.alias.mixin.optional"]
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        "res.company", help="Empty: all companies use this type."
    )
    description = fields.Text(
        translate=True, help="Told to customers who choose this type in the portal."
    )
    portal_published = fields.Boolean(
        "In the Portal", help="Customers can file such requests in the portal."
    )
    auto_start = fields.Boolean(
        "Start at Once",
        default=True,
        help="The plan starts as soon as the request is recorded. Otherwise "
        "somebody reads the request first and starts it.",
    )
    business_line_id = fields.Many2one("crm.business.line", check_company=True)
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        domain="[('share', '=', False)]",
        help="Owner of requests that no employee records: by e-mail, in the portal.",
    )
    step_ids = fields.One2many("crm.request.type.step", "type_id", "Plan", copy=False)
    step_count = fields.Integer(compute="_compute_step_count")
    request_ids = fields.One2many("crm.request", "type_id")
    open_request_count = fields.Integer(compute="_compute_open_request_count")

    @api.depends("step_ids")
    def _compute_step_count(self):
        for request_type in self:
            request_type.step_count = len(request_type.step_ids)

    def _compute_open_request_count(self):
        counts = dict(
            self.env["crm.request"]._read_group(
                [("type_id", "in", self.ids), ("is_open", "=", True)],
                ["type_id"],
                ["__count"],
            )
        )
        for request_type in self:
            request_type.open_request_count = counts.get(request_type, 0)

    def copy(self, default=None):
        """Copy the plan as well, with its order of steps."""
        copies = super().copy(default)
        for old, new in zip(self, copies, strict=True):
            twins = {}
            for step in old.step_ids:
                twins[step] = step.copy({"type_id": new.id, "depends_on_ids": False})
            for step, twin in twins.items():
                twin.depends_on_ids = [
                    Command.link(twins[other].id) for other in step.depends_on_ids
                ]
        return copies

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for request_type, vals in zip(self, vals_list, strict=True):
            vals["name"] = self.env._("%s (copy)", request_type.name)
        return vals_list

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("crm.request")
        values["alias_defaults"] = defaults = literal_eval(self.alias_defaults or "{}")
        if self.id:
            defaults["type_id"] = self.id
            if self.company_id:
                defaults["company_id"] = self.company_id.id
        return values

    def write(self, vals):
        """Keep what a mail to the alias becomes in step with the type."""
        result = super().write(vals)
        if "alias_name" in vals or "company_id" in vals:
            for request_type in self.filtered("alias_id"):
                defaults = request_type._alias_get_creation_values()["alias_defaults"]
                request_type.sudo().alias_id.alias_defaults = defaults
        return result

    @api.model_create_multi
    def create(self, vals_list):
        types = super().create(vals_list)
        for request_type in types.filtered("alias_id"):
            # the mixin makes the alias before the type has an id
            defaults = request_type._alias_get_creation_values()["alias_defaults"]
            request_type.sudo().alias_id.alias_defaults = defaults
        return types

    @api.model
    def _find_published(self, company):
        """Return the types that customers of a company may choose, with all rights.

        They have no access to types; only name and description are for them.
        """
        return self.sudo().search(
            [
                ("portal_published", "=", True),
                ("company_id", "in", [False, company.id]),
            ]
        )

    def action_open_requests(self):
        """Open the requests of this type."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_gateway.crm_request_action"
        )
        action["domain"] = [("type_id", "=", self.id)]
        action["context"] = {"default_type_id": self.id}
        return action
