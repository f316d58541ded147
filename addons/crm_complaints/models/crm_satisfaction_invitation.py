import re
import secrets

from odoo import api, fields, models

IDENTITY = "crm_complaints.group_complaint_user"
STATES = [
    ("planned", "Planned"),
    ("sent", "Sent"),
    ("answered", "Answered"),
    ("expired", "Expired"),
    ("bounced", "Bounced"),
    ("suppressed", "Not Sent"),
]
REASONS = [
    ("ended", "The programme has ended"),
    ("void", "What it was about was undone"),
    ("late", "Too late to ask"),
    ("archived", "The contact is archived"),
    ("no_address", "No address"),
    ("opt_out", "Does not want to be asked"),
    ("blacklist", "On the blacklist"),
    ("fatigue", "Asked a short time ago"),
    ("erased", "Personal data were erased"),
]
# Nothing else is looked for: some letters no column can hold
_TOKEN = re.compile(r"[\w-]{20,100}", re.ASCII)
# In these states the customer's page is open
OPEN_STATES = ("sent", "answered", "bounced")


class CrmSatisfactionInvitation(models.Model):
    """One customer, asked once about one thing.

    It is planned when the thing happens and checked again when it is sent. Whoever
    has its token may answer: nobody but the program reads it.
    """

    _name = "crm.satisfaction.invitation"
    _description = "Invitation to Answer"
    _inherit = [
        "crm.dependent.record",
        "crm.erasable.record",
        "crm.portion.mixin",
    ]
    _owner_field = "complaint_id"
    _owner_is_optional = True
    _order = "send_date desc, id desc"

    programme_id = fields.Many2one(
        "crm.satisfaction.programme", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="programme_id.company_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Contact", index=True, ondelete="cascade"
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Customer",
        store=True,
        index=True,
        precompute=True,
    )
    res_model = fields.Char("About What", required=True)
    res_id = fields.Many2oneReference("About", model_field="res_model", required=True)
    round_number = fields.Integer(
        "Round", help="Of a sample: the same customer can be drawn in a later one."
    )
    complaint_id = fields.Many2one(
        "crm.complaint", index="btree_not_null", ondelete="cascade"
    )
    moment_date = fields.Datetime("Happened", required=True)
    send_date = fields.Datetime("To Be Sent", required=True, index=True)
    state = fields.Selection(STATES, required=True, default="planned", index=True)
    reason = fields.Selection(REASONS, "Why Not")
    email = fields.Char("Sent To", index="btree_not_null")
    sent_date = fields.Datetime("Sent", index="btree_not_null")
    reminder_date = fields.Datetime("Reminded")
    expiry_date = fields.Datetime("Open Until")
    answered_date = fields.Datetime("Answered")
    look_date = fields.Datetime("Last Looked At")
    token = fields.Char(
        required=True,
        default=lambda self: secrets.token_urlsafe(32),
        copy=False,
        groups="base.group_system",
    )
    lang = fields.Char(compute="_compute_lang")
    channel = fields.Selection(related="programme_id.channel")

    _once = models.UniqueIndex(
        "(programme_id, res_model, res_id, partner_id, round_number)",
        "Nobody is asked twice about one thing.",
    )
    _token_unique = models.UniqueIndex("(token)")
    _suppressed_with_reason = models.Constraint(
        "CHECK (state <> 'suppressed' OR reason IS NOT NULL)",
        "Whoever is not asked is not asked for a reason.",
    )
    _open_to_somebody = models.Constraint(
        "CHECK (partner_id IS NOT NULL OR state NOT IN ('planned', 'sent'))",
        "Choose the contact who is asked.",
    )

    @api.depends("partner_id.lang", "company_id.partner_id.lang")
    def _compute_lang(self):
        for invitation in self:
            invitation.lang = (
                invitation.partner_id.lang or invitation.company_id.partner_id.lang
            )

    @api.depends("programme_id", "partner_id")
    def _compute_display_name(self):
        for invitation in self:
            names = (invitation.programme_id.name, invitation.partner_id.name)
            invitation.display_name = ", ".join(name for name in names if name)

    # ----------------------------------------------------------------------
    # The page
    # ----------------------------------------------------------------------

    @api.model
    def _find_open(self, token):
        """Return the invitation with this token, with all rights, if it is open.

        Of a wrong, an expired and a foreign token the same is to be learnt: nothing.
        """
        return self._find_sent(token).filtered(
            lambda invitation: (
                invitation.state in OPEN_STATES
                and invitation.expiry_date
                and invitation.expiry_date > fields.Datetime.now()
                and invitation.programme_id.state == "running"
                and invitation.programme_id.active
            )
        )

    @api.model
    def _find_sent(self, token):
        """Return the invitation with this token, with all rights, open or not."""
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            return self.sudo().browse()
        return self.sudo().search(
            [
                ("token", "=", token),
                ("sent_date", "!=", False),
                ("partner_id", "!=", False),
            ]
        )

    def _get_url(self, score=None):
        """Return the address of the page; it opens in the customer's language.

        :param score: answer that the page begins with; nothing is stored by it
        """
        self.ensure_one()
        chosen = "" if score is None else f"?score={score}"
        return f"{self.get_base_url()}/satisfaction/{self.sudo().token}{chosen}"

    def _get_unsubscribe_url(self):
        """Return the address at which a click asks for no more questions."""
        self.ensure_one()
        return f"{self.get_base_url()}/satisfaction/{self.sudo().token}/unsubscribe"

    def _get_score_links(self):
        """Return [(score, address)] of the buttons in the mail."""
        self.ensure_one()
        return [
            (score, self._get_url(score)) for score in self.programme_id._get_scores()
        ]

    def _get_question(self):
        return self.programme_id.with_context(
            lang=self.lang or self.env.lang
        )._get_question()

    def _wait_for_others(self):
        """Come after who answers on the same page: who clicks twice, in general.

        The host's own lock would refuse the second. The row is touched, not only
        locked: so the second is called again by the server as soon as the first is
        done, and sees what that has left.
        """
        self.env["crm.complaint.remedy"]._touch(self._table, self)

    def _get_response(self):
        """Return the answer that was given, with all rights."""
        self.ensure_one()
        Response = self.env["crm.satisfaction.response"].sudo()
        return Response.search([("invitation_id", "=", self.id)])

    def _answer(self, values):
        """Store what the customer answers; an answer of before is replaced.

        :param dict values: of crm.satisfaction.response; ``grades`` of it is
            {characteristic id: grade}
        :return: the crm.satisfaction.response
        """
        self.ensure_one()
        self._wait_for_others()
        grades = values.pop("grades", {})
        now = fields.Datetime.now()
        Response = self.env["crm.satisfaction.response"]
        response = self._get_response()
        values = {**values, "answered_date": now}
        if response:
            response.write(values)
        else:
            response = Response.create(
                {
                    "channel": "web",
                    **values,
                    "invitation_id": self.id,
                    "programme_id": self.programme_id.id,
                    "partner_id": self.partner_id.id,
                    "res_model": self.res_model,
                    "res_id": self.res_id,
                    "round_number": self.round_number,
                    "complaint_id": self.complaint_id.id,
                }
            )
        response.grade_ids.unlink()
        self.env["crm.satisfaction.grade"].create(
            [
                {"response_id": response.id, "characteristic_id": key, "grade": grade}
                for key, grade in grades.items()
            ]
        )
        self.write({"state": "answered", "answered_date": now})
        return response

    def _complain(self):
        """Make a complaint of the bad answer, once: who clicks twice makes no two."""
        self.ensure_one()
        self._wait_for_others()
        response = self._get_response()
        if response._offers_complaint():
            self.env["crm.complaint"].sudo()._open_of_response(response)

    # ----------------------------------------------------------------------
    # Erasure
    # ----------------------------------------------------------------------

    def _erase(self):
        """Forget who was asked; the page closes, and nothing more is sent."""
        self._erase_written()
        for invitation in self:
            values = {
                "partner_id": False,
                "email": False,
                "token": secrets.token_urlsafe(32),
            }
            if invitation.state == "planned":
                values |= {"state": "suppressed", "reason": "erased"}
            elif invitation.state == "sent":
                values["state"] = "expired"
            invitation.write(values)
        self._close_page()

    def _close_page(self):
        """Take no answer any more."""
        now = fields.Datetime.now()
        self.filtered(lambda i: i.expiry_date and i.expiry_date > now).write(
            {"expiry_date": now}
        )
