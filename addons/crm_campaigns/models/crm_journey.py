from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmJourney(models.Model):
    """A way that customers go: from a trigger, over waits and conditions, to a goal.

    What the way looks like is in its versions; who goes it, and how far they are,
    in its participants.  Its files: what it is (this one), publishing, enrolment,
    triggers, goals, and the job that moves everybody on.
    """

    _name = "crm.journey"
    _description = "Customer Journey"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    campaign_id = fields.Many2one(
        "utm.campaign",
        check_company=True,
        index="btree_not_null",
        tracking=True,
        help="Its audience can start the journey; orders that come of it name it.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
        help="The journey sees and does what the owner may see and do.",
    )
    model = fields.Selection(
        [("res.partner", "Contacts"), ("crm.lead", "Leads and opportunities")],
        "For",
        required=True,
        default="res.partner",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Running"),
            ("paused", "Paused"),
            ("closed", "Closed"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        help="Paused: nobody enters and nobody moves on; waits go on. Closed: whoever "
        "is on the way leaves it.",
    )
    is_template = fields.Boolean("Template", copy=False)
    description = fields.Text()
    reentry_days = fields.Integer(
        "Again After (days)",
        help="Whoever has ended the journey may start it anew so many days later. "
        "0: everybody goes it once.",
    )
    holdout_percent = fields.Float(
        "Hold-Out (%)",
        digits=(5, 2),
        default=10,
        help="Share of the audience, chosen by chance and for good, that gets no "
        "message: what they buy anyway shows what the journey brings.",
    )
    started_on = fields.Datetime(readonly=True, copy=False)
    version_ids = fields.One2many("crm.journey.version", "journey_id", "Versions")
    version_id = fields.Many2one(
        "crm.journey.version",
        "Running Version",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="New participants go this way; others stay on the version they began.",
    )
    draft_version_id = fields.Many2one(
        "crm.journey.version", compute="_compute_draft_version_id"
    )
    participant_ids = fields.One2many("crm.journey.participant", "journey_id")
    participant_count = fields.Integer("Participants", compute="_compute_counts")
    running_count = fields.Integer("On the Way", compute="_compute_counts")
    goal_count = fields.Integer("Reached the Goal", compute="_compute_counts")

    _holdout_is_share = models.Constraint(
        "CHECK (holdout_percent >= 0 AND holdout_percent <= 90)",
        "The hold-out is a share of the audience: 0 to 90 percent.",
    )
    _reentry_positive = models.Constraint(
        "CHECK (reentry_days >= 0)", "The days until a new start cannot be negative."
    )

    @api.depends("version_ids.state")
    def _compute_draft_version_id(self):
        for journey in self:
            journey.draft_version_id = journey.version_ids.filtered(
                lambda version: version.state == "draft"
            )[:1]

    def _compute_counts(self):
        counts = {}
        for journey, state, count in self.env["crm.journey.participant"]._read_group(
            [("journey_id", "in", self.ids), ("is_test", "=", False)],
            ["journey_id", "state"],
            ["__count"],
        ):
            counts[journey.id, state] = count
        for journey in self:
            own = {key[1]: n for key, n in counts.items() if key[0] == journey.id}
            journey.participant_count = sum(own.values())
            journey.running_count = own.get("running", 0)
            journey.goal_count = own.get("goal", 0)

    @api.model_create_multi
    def create(self, vals_list):
        journeys = super().create(vals_list)
        # with a first version to draw, unless one is copied
        for journey in journeys.filtered(lambda journey: not journey.version_ids):
            self.env["crm.journey.version"].create(
                {
                    "journey_id": journey.id,
                    "node_ids": [
                        (0, 0, {"kind": "trigger", "name": self.env._("Start")})
                    ],
                }
            )
        return journeys

    def write(self, vals):
        if "model" in vals and self.participant_ids:
            raise UserError(
                self.env._("Somebody goes this journey already; copy it instead.")
            )
        return super().write(vals)

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for journey, vals in zip(self, vals_list, strict=True):
            if not (default and "name" in default):
                vals["name"] = self.env._("%s (copy)", journey.name)
        return vals_list

    def copy(self, default=None):
        copies = super().copy(default)
        for journey, copied in zip(self, copies, strict=True):
            source = journey.draft_version_id or journey.version_id
            copied.version_ids.unlink()
            source._copy_to(copied)
        return copies

    @api.ondelete(at_uninstall=False)
    def _unlink_except_gone(self):
        if self.sudo().participant_ids.filtered(lambda p: not p.is_test)[:1]:
            raise UserError(
                self.env._(
                    "What somebody went through is kept: archive the journey instead."
                )
            )

    def action_open_participants(self):
        """Open who goes, or went, the journey."""
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "crm_campaigns.crm_journey_participant_action"
        )
        action["domain"] = [("journey_id", "in", self.ids)]
        action["context"] = {}
        return action

    def action_open_editor(self):
        """Open the picture of the journey."""
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "crm_journey_editor",
            "name": self.name,
            "params": {"journey_id": self.id},
            "context": {"active_id": self.id},
        }
