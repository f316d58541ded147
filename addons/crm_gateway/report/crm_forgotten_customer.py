from odoo import fields, models
from odoo.tools import SQL


class CrmForgottenCustomer(models.Model):
    """Customers whose planned contact is past and did not take place."""

    _name = "crm.forgotten.customer"
    _description = "Forgotten Customer"
    _auto = False
    _order = "days_late desc, id"
    _rec_name = "partner_id"
    _depends = {
        "account.move": ["company_id", "move_type", "partner_id"],
        "calendar.event": ["active", "opportunity_id", "partner_ids", "stop"],
        "crm.contact.plan": [
            "active",
            "activity_type_id",
            "company_id",
            "interval_days",
            "partner_id",
            "start_date",
            "user_id",
        ],
        "crm.lead": ["company_id", "partner_id"],
        "crm.request": ["commercial_partner_id", "company_id", "partner_id"],
        "mail.activity": [
            "active",
            "activity_type_id",
            "calendar_event_id",
            "date_deadline",
            "date_done",
            "res_id",
            "res_model",
        ],
        "mail.activity.type": ["category"],
        "mail.message": [
            "date",
            "is_internal",
            "message_type",
            "model",
            "res_id",
            "subtype_id",
        ],
        "mail.message.subtype": ["internal"],
        "res.partner": ["active", "commercial_partner_id", "company_id", "user_id"],
        "sale.order": ["company_id", "partner_id"],
    }

    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", "Responsible", readonly=True)
    interval_days = fields.Integer("Every (days)", readonly=True)
    last_contact_date = fields.Date("Last Contact", readonly=True)
    next_contact_date = fields.Date("Was Due", readonly=True)
    days_late = fields.Integer(readonly=True, aggregator="max")
    activity_date = fields.Date(
        "Planned For",
        readonly=True,
        help="Day of the next open activity on the customer.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT dates.id,
                   dates.partner_id,
                   dates.company_id,
                   COALESCE(dates.user_id, partner.user_id) AS user_id,
                   dates.interval_days,
                   dates.last_contact_date,
                   dates.next_contact_date,
                   today.day - dates.next_contact_date AS days_late,
                   (SELECT MIN(activity.date_deadline)
                      FROM res_partner member
                      JOIN mail_activity activity
                        ON activity.res_model = 'res.partner'
                       AND activity.res_id = member.id
                     WHERE member.commercial_partner_id = dates.partner_id
                       AND activity.active) AS activity_date
              FROM (%s) dates
              JOIN res_partner partner ON partner.id = dates.partner_id
              JOIN res_company company ON company.id = dates.company_id
             CROSS JOIN LATERAL (
                   SELECT (NOW() AT TIME ZONE company.crm_timezone)::date AS day) today
             WHERE dates.active AND partner.active
               AND dates.next_contact_date < today.day
            """,
            self.env["crm.contact.plan"]._get_dates_sql(),
        )

    def action_open_partner(self):
        """Open the contact of the customer."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }
