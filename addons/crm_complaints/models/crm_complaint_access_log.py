from odoo import api, fields, models
from odoo.tools import SQL


class CrmComplaintAccessLog(models.Model):
    """Who opened which complaint, or took it out, and when; nobody changes it.

    Nobody may write here: rows come by SQL alone. Who opens the same complaint again
    within an hour is noted once.
    """

    _name = "crm.complaint.access.log"
    _description = "Access to a Complaint"
    _order = "id desc"
    _log_access = False

    complaint_id = fields.Many2one(
        "crm.complaint", readonly=True, index=True, ondelete="cascade", required=True
    )
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    user_id = fields.Many2one("res.users", readonly=True, index=True)
    date = fields.Datetime(readonly=True)
    kind = fields.Selection(
        [("open", "Opened"), ("export", "Exported"), ("erase", "Erased")],
        readonly=True,
    )

    @api.model
    def _note(self, complaints, kind):
        """Note that the current user got to see complaints."""
        complaints = complaints.filtered("id")
        if not complaints or self.env.user.share:
            return
        self.env.execute_query(
            SQL(
                """INSERT INTO crm_complaint_access_log
                          (complaint_id, company_id, user_id, date, kind)
                   SELECT complaint.id, complaint.company_id, %(user)s,
                          now() at time zone 'UTC', %(kind)s
                     FROM crm_complaint complaint
                    WHERE complaint.id = ANY(%(ids)s)
                      AND NOT EXISTS (
                          SELECT 1 FROM crm_complaint_access_log seen
                           WHERE seen.complaint_id = complaint.id
                             AND seen.user_id = %(user)s AND seen.kind = %(kind)s
                             AND seen.date > now() at time zone 'UTC'
                                             - interval '1 hour')
                RETURNING id""",
                user=self.env.uid,
                kind=kind,
                ids=complaints.ids,
            )
        )
