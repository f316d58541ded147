from odoo import Command, api, fields, models
from odoo.exceptions import AccessError

from ..scales import TONES, read_tone

# Who it was, and of what they were asked
IDENTITY = "crm_complaints.group_complaint_user"
LONGEST_COMMENT = 2000


class CrmSatisfactionResponse(models.Model):
    """What one customer answered, about one thing.

    It belongs to the customer and to the document that they were asked about: when
    they answer again, the answer is another and not one more. What belongs to a
    complaint is as open as the complaint.
    """

    _name = "crm.satisfaction.response"
    _description = "Answer on Satisfaction"
    _inherit = ["crm.company.bound", "crm.dependent.record", "crm.erasable.record"]
    _owner_field = "complaint_id"
    _owner_is_optional = True
    _order = "answered_date desc, id desc"
    _check_company_auto = True

    programme_id = fields.Many2one(
        "crm.satisfaction.programme",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="programme_id.company_id", store=True, index=True
    )
    invitation_id = fields.Many2one(
        "crm.satisfaction.invitation",
        readonly=True,
        ondelete="restrict",
        groups=IDENTITY,
    )
    partner_id = fields.Many2one(
        "res.partner", "Contact", index="btree_not_null", groups=IDENTITY
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Customer",
        store=True,
        index="btree_not_null",
        groups=IDENTITY,
    )
    res_model = fields.Char("About What", readonly=True, groups=IDENTITY)
    res_id = fields.Many2oneReference(
        "About", model_field="res_model", readonly=True, groups=IDENTITY
    )
    round_number = fields.Integer(
        "Round", readonly=True, help="Of a sample: every round is asked about anew."
    )
    complaint_id = fields.Many2one(
        "crm.complaint",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    channel = fields.Selection(
        [
            ("web", "Page"),
            ("survey", "Survey"),
            ("phone", "Phone"),
            ("paper", "On Paper"),
        ],
        required=True,
        default="phone",
    )
    answered_date = fields.Datetime(
        "Answered", required=True, default=fields.Datetime.now, index=True
    )
    kind = fields.Selection(
        related="programme_id.kind",
        store=True,
        precompute=True,
        string="Question",
    )
    score = fields.Integer("Answer", required=True, aggregator=None)
    tone = fields.Selection(TONES, compute="_compute_tone", store=True, index=True)
    outcome_score = fields.Integer(
        "Satisfied with the Outcome",
        aggregator=None,
        help="1 to 5, asked apart from how the complaint was handled. 0: not said.",
    )
    grade_ids = fields.One2many("crm.satisfaction.grade", "response_id", "Grades")
    comment = fields.Text(help="Word for word.")
    theme_ids = fields.Many2many(
        "crm.satisfaction.theme",
        "crm_satisfaction_response_theme_rel",
        "response_id",
        "theme_id",
        "Themes",
    )
    is_theme_corrected = fields.Boolean(
        "Themes by Hand",
        readonly=True,
        help="Somebody has chosen the themes: they are not looked for any more.",
    )
    wants_contact = fields.Boolean(
        "Wants to Be Contacted", help="The customer has asked for it."
    )

    _once_for_invitation = models.UniqueIndex(
        "(invitation_id) WHERE invitation_id IS NOT NULL",
        "Who answers again replaces the answer.",
    )
    _score_on_scale = models.Constraint(
        "CHECK (score >= CASE kind WHEN 'nps' THEN 0 ELSE 1 END AND score <= CASE kind"
        " WHEN 'nps' THEN 10 WHEN 'ces' THEN 7 ELSE 5 END)",
        "The question has no such answer: satisfaction is from 1 to 5, recommendation "
        "from 0 to 10, effort from 1 to 7.",
    )
    _outcome_on_scale = models.Constraint(
        "CHECK (outcome_score BETWEEN 0 AND 5)", "Answers are from 1 to 5."
    )

    @api.depends("kind", "score", "programme_id.ces_high_is_easy")
    def _compute_tone(self):
        for response in self:
            response.tone = response.kind and read_tone(
                response.kind, response.score, response.programme_id.ces_high_is_easy
            )

    @api.depends("programme_id", "score", "answered_date")
    def _compute_display_name(self):
        """Not the customer: auditors read answers without knowing whose."""
        for response in self:
            response.display_name = (
                f"{response.programme_id.name or ''}: {response.score}"
            )

    @api.model_create_multi
    def create(self, vals_list):
        given = self.default_get(["invitation_id"])
        for vals in vals_list:
            self._refuse_invitation({**given, **vals})
        responses = super().create(vals_list)
        by_hand = self.env["crm.satisfaction.response"]
        for response, vals in zip(responses, vals_list, strict=True):
            if vals.get("theme_ids"):
                by_hand |= response
        by_hand.sudo().is_theme_corrected = True
        (responses - by_hand)._assign_themes()
        return responses

    @api.model
    def _refuse_invitation(self, vals):
        """Who was asked answers on the page: nobody takes their place."""
        if vals.get("invitation_id") and not self.env.su:
            raise AccessError(
                self.env._(
                    "The customer answers an invitation. Record what you were told "
                    "without it."
                )
            )

    def write(self, vals):
        self._refuse_invitation(vals)
        if "theme_ids" in vals and not self.env.context.get("crm_assigning_themes"):
            vals = {**vals, "is_theme_corrected": True}
        result = super().write(vals)
        if "comment" in vals:
            self._assign_themes()
        return result

    def _assign_themes(self):
        """Find the themes of the comments, except where somebody has chosen them."""
        responses = self.sudo().filtered(
            lambda response: not response.is_theme_corrected
        )
        if not responses:
            return
        found = self.env["crm.satisfaction.theme"].sudo()._find_in(responses)
        for response in responses.with_context(crm_assigning_themes=True):
            themes = found.get(response.id, [])
            if themes or response.theme_ids:
                response.theme_ids = [Command.set(themes)]

    def action_open_document(self):
        """Open what the customer was asked about."""
        self.check_access("read")
        self.ensure_one()
        document = self.env[self.res_model].browse(self.res_id)
        document.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "views": [(False, "form")],
        }

    def _offers_complaint(self):
        """Whether a bad answer can become a complaint: who would not recommend us is
        asked first whether they want to hear from us."""
        return self.tone == "bad" and (self.kind != "nps" or self.wants_contact)

    def _erase(self):
        """Forget who answered, and of what order or request they were asked."""
        # of a complaint, it is erased itself; of anything else, who was asked is known
        self.invitation_id._close_page()
        self.write(
            {
                "partner_id": False,
                "comment": False,
                "wants_contact": False,
                "invitation_id": False,
                "res_model": False,
                "res_id": False,
            }
        )
        self._erase_written()
