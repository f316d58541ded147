from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

STATES = [
    ("nurturing", "Nurturing"),
    ("ready", "Ready"),
    ("handed", "Handed over"),
    ("accepted", "Accepted"),
    ("returned", "Returned"),
]
# With marketing; with sales
WAITING = ("nurturing", "ready", "returned")
WORKED = ("handed", "accepted")


class CrmLead(models.Model):
    """From marketing to sales, and back; the clock of the answer is in its own file.

    A lead that nobody has is marketing's.  However it gets a salesperson (by hand,
    by the host's assignment or by our button), it is handed over then.
    """

    _inherit = "crm.lead"

    handover_state = fields.Selection(
        STATES,
        "Hand-Over",
        compute="_compute_handover_state",
        store=True,
        precompute=True,
        readonly=True,
        copy=False,
        help="Empty: it was a salesperson's from the beginning.",
    )
    handover_user_id = fields.Many2one(
        "res.users", "Handed Over By", readonly=True, copy=False
    )
    return_reason = fields.Text("Why Returned", readonly=True, copy=False)
    return_count = fields.Integer("Times Returned", readonly=True, copy=False)
    returned_score = fields.Float(
        "Score When Returned",
        readonly=True,
        copy=False,
        help="A returned lead is ready again when its score is above this.",
    )

    # At creation alone: later the score and people decide
    def _compute_handover_state(self):
        for lead in self:
            lead.handover_state = lead.handover_state or (
                False if lead.user_id else "nurturing"
            )

    @api.model
    def _get_state_by_score(self):
        """Return SQL of the state that follows from ``judged.score``."""
        return SQL(
            """
            CASE WHEN lead.user_id IS NOT NULL THEN lead.handover_state
                 WHEN judged.score >= judged.ready_from
                      AND (lead.handover_state IS DISTINCT FROM 'returned'
                           OR judged.score > lead.returned_score) THEN 'ready'
                 WHEN lead.handover_state = 'returned' THEN 'returned'
                 ELSE 'nurturing' END
            """
        )

    def write(self, vals):
        handed = self.browse()
        if vals.get("user_id"):
            handed = self.filtered(
                lambda lead: (
                    lead.handover_state in WAITING
                    and lead.user_id.id != vals["user_id"]
                )
            )
        companies = list(handed.sudo().grouped("company_id"))
        if handed == self and len(companies) == 1:
            # each write of the host asks for stages and scores anew
            clock = self._get_clock_values(companies[0])
            result = super().write({**vals, **clock})
            self._correct_deadlines(clock)
            return result
        result = super().write(vals)
        if handed:
            handed._start_response_clock()
        return result

    def action_hand_over(self):
        """Ask whom these leads go to."""
        self.check_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_campaigns.crm_lead_hand_over_action"
        )
        action["context"] = {"default_lead_ids": self.ids}
        return action

    def _hand_over(self, user, team):
        """Give these leads to a salesperson; return those that have one now.

        :param user: who gets them; empty: the host's assignment chooses among the
            members of each lead's team, by their capacity and their filters
        :param team: the team of leads that have none; empty: theirs
        """
        closed = self.filtered(
            lambda lead: not lead.active or lead.won_status != "pending"
        )
        if closed or set(self.mapped("handover_state")) & set(WORKED):
            raise UserError(
                self.env._("Closed leads, and those of sales, are not handed over.")
            )
        self._check_salesperson(user)
        if not user and not team and any(not lead.team_id for lead in self):
            raise UserError(
                self.env._("Choose the sales team of the leads that have none.")
            )
        # whoever hands over may not see the lead of somebody else
        leads = self.sudo()
        leads.filtered(lambda lead: lead.handover_state != "ready").write(
            {"handover_state": "ready"}
        )
        # the host assigns what nobody ever had
        leads.filtered(lambda lead: lead.user_id or lead.date_open).write(
            {"user_id": False, "date_open": False}
        )
        if team:
            leads.filtered(lambda lead: not lead.team_id).write({"team_id": team.id})
        if user:
            for lead in leads:
                lead.convert_opportunity(lead.partner_id, user_ids=user.ids)
        else:
            leads.team_id.with_context(
                crm_hand_over_ids=leads.ids
            )._assign_and_convert_leads(force_quota=True)
        return leads.filtered("user_id")

    def _check_salesperson(self, user):
        """Raise where ``user`` may not work on these leads."""
        if not user:
            return
        companies = self.company_id
        if (
            user.share
            or not user.has_group("sales_team.group_sale_salesman")
            or companies - user.sudo().company_ids
        ):
            raise UserError(
                self.env._("%s does not sell for the company of the lead.", user.name)
            )

    def action_accept(self):
        """The salesperson takes the lead; the clock runs until they answer it."""
        self.check_access("write")
        if any(lead.handover_state != "handed" for lead in self):
            raise UserError(self.env._("Accept what was handed over to you."))
        self.write({"handover_state": "accepted"})
        return True

    def action_return(self):
        """Ask why these leads go back to marketing."""
        self.check_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_campaigns.crm_lead_return_action"
        )
        action["context"] = {"default_lead_ids": self.ids}
        return action

    def _return_to_marketing(self, reason):
        """Take these leads from sales; tell whoever handed them over."""
        if any(lead.handover_state not in WORKED for lead in self):
            raise UserError(self.env._("Return what was handed over to you."))
        for lead in self:
            # a salesperson may not see the lead of nobody
            lead = lead.sudo()
            giver, sender = lead.handover_user_id, lead.user_id
            lead.write(
                {
                    "handover_state": "returned",
                    "returned_score": lead.marketing_score,
                    "return_reason": reason,
                    "return_count": lead.return_count + 1,
                    "response_deadline": False,
                    "user_id": False,
                    "date_open": False,
                }
            )
            lead._message_log(
                body=self.env._("Returned to marketing: %s", reason),
            )
            if giver._is_internal() and giver != sender and giver.active:
                lead.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=lead.with_context(lang=giver.lang).env._(
                        "Lead was returned"
                    ),
                    note=reason,
                    user_id=giver.id,
                )
