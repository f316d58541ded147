from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.crm_gateway.working_hours import plan_hours

from .crm_lead_handover import WORKED

# Leads that leaders are told of in one transaction
BATCH = 500


class CrmLead(models.Model):
    """How long sales takes to answer what was handed over, in working hours."""

    _inherit = "crm.lead"

    handover_date = fields.Datetime("Handed Over On", readonly=True, copy=False)
    response_deadline = fields.Datetime(
        "Answer Until",
        readonly=True,
        copy=False,
        help="Working hours of the company after the hand-over.",
    )
    response_date = fields.Datetime(
        "Answered On",
        readonly=True,
        copy=False,
        help="First mail, call or other activity of the salesperson.",
    )
    response_told_date = fields.Datetime("Leader Told On", readonly=True, copy=False)

    _response_awaited = models.Index(
        "(response_deadline) WHERE response_date IS NULL"
        " AND response_deadline IS NOT NULL"
    )

    def _start_response_clock(self, moment=None):
        """Note that these leads are handed over, at ``moment`` (UTC; default: now)."""
        for company, leads in self.sudo().grouped("company_id").items():
            leads.write(leads._get_clock_values(company, moment))

    @api.model
    def _get_clock_values(self, company, moment=None):
        """Return what is written to a lead that is handed over in this moment."""
        moment = moment or self.env.cr.now()
        return {
            "handover_state": "handed",
            "handover_user_id": self.env.uid,
            "handover_date": moment,
            "response_deadline": self._plan_response(company, moment),
            "response_date": False,
            "response_told_date": False,
        }

    def _correct_deadlines(self, clock):
        """A lead may have come to the company of its salesperson, with other hours."""
        for company, leads in self.sudo().grouped("company_id").items():
            deadline = self._plan_response(company, clock["handover_date"])
            if deadline != clock["response_deadline"]:
                leads.write({"response_deadline": deadline})

    @api.model
    def _plan_response(self, company, moment):
        """Return until when a lead of a company is to be answered, in UTC.

        Read once in a transaction: assignment hands leads over one by one.
        """
        planned = self.env.cr.cache.setdefault("crm_lead_response", {})
        key = (company, moment)
        if key not in planned:
            company = company or self._get_judging_company()
            planned[key] = plan_hours(
                company.resource_calendar_id, company.crm_lead_response_hours, moment
            )
        return planned[key]

    def _note_response(self, partner):
        """Stop the clock where ``partner`` is the salesperson: they have answered."""
        answered = self.sudo().filtered(
            lambda lead: (
                lead.handover_state in WORKED
                and lead.response_deadline
                and not lead.response_date
                and lead.user_id.partner_id == partner
            )
        )
        if answered:
            answered.write(
                {"response_date": self.env.cr.now(), "handover_state": "accepted"}
            )

    def _message_post_after_hook(self, message, msg_vals):
        # notes for colleagues are no answer
        if (
            self.handover_state in WORKED
            and message.message_type in ("comment", "email_outgoing")
            and not message.subtype_id.internal
        ):
            self._note_response(message.author_id)
        return super()._message_post_after_hook(message, msg_vals)

    @api.model
    def _cron_tell_overdue(self):
        """Tell each leader of a team once of each lead that is not answered in time."""
        cron = self.env["ir.cron"]
        domain = (
            Domain("active", "=", True)
            & Domain("won_status", "=", "pending")
            & Domain("handover_state", "in", WORKED)
            & Domain("response_date", "=", False)
            & Domain("response_deadline", "<", self.env.cr.now())
            & Domain("response_told_date", "=", False)
            & Domain("team_id.user_id", "!=", False)
        )
        leads = self.search(domain, order="response_deadline, id")
        cron._commit_progress(remaining=len(leads))
        for start in range(0, len(leads), BATCH):
            batch = leads[start : start + BATCH]
            batch._tell_leaders()
            if not cron._commit_progress(len(batch)):
                return

    def _tell_leaders(self):
        """Plan an activity for the leader of each lead's team; note that we did."""
        today = fields.Date.context_today(self)
        values = []
        for leader, leads in self.grouped(lambda lead: lead.team_id.user_id).items():
            summary = self.with_context(lang=leader.lang).env._(
                "Lead not answered in time"
            )
            readable = leads.with_user(leader).with_context(
                allowed_company_ids=leader.company_ids.ids
            )
            values += [
                {
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": lead.id,
                    "user_id": leader.id,
                    "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                    "summary": summary,
                    "date_deadline": today,
                    "automated": True,
                }
                for lead in readable._filtered_access("read")
            ]
        self.write({"response_told_date": self.env.cr.now()})
        return (
            self.env["mail.activity"]
            .with_context(mail_activity_quick_update=True)
            .create(values)
        )
