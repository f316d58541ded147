from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_consent import CHANNELS

# What people choose themselves in the preference centre: one message in so many days
DAYS_OF_FREQUENCY = {"weekly": 7, "monthly": 30}


class CrmContactLimit(models.Model):
    """At most so many marketing messages to one person in so many days.

    Messages of all companies count: it is one person who receives them.
    """

    _name = "crm.contact.limit"
    _description = "Limit of Marketing Messages"
    _inherit = ["crm.company.bound"]
    _order = "days, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    channel = fields.Selection(
        [("all", "All Channels"), *CHANNELS],
        required=True,
        default="all",
        help="Messages on this channel count, and only they are held back.",
    )
    max_count = fields.Integer("Messages", required=True, default=3)
    days = fields.Integer(
        required=True, default=7, help="So many times 24 hours, up to the message."
    )
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: for all companies."
    )

    _positive = models.Constraint(
        "CHECK (max_count > 0 AND days > 0)",
        "Messages and days must be more than zero.",
    )

    @api.model
    def _get_message_log_sources(self):
        """Return the queries that tell which marketing messages went out.

        Each gives email_normalized, partner_id, channel, sent_at (UTC) and phone, in
        this order, with NULL for what it does not know. One message must be in one
        of them alone.

        :rtype: list of SQL
        """
        self.env["mailing.trace"].flush_model()
        return [
            SQL(
                """SELECT trace.email AS email_normalized,
                          CASE trace.model WHEN 'res.partner' THEN trace.res_id
                               WHEN 'crm.lead' THEN lead.partner_id END
                               AS partner_id,
                          CASE trace.trace_type WHEN 'mail' THEN 'email'
                               ELSE trace.trace_type END AS channel,
                          trace.sent_datetime AS sent_at, %s AS phone
                     FROM mailing_trace trace
                     LEFT JOIN crm_lead lead ON trace.model = 'crm.lead'
                                            AND lead.id = trace.res_id
                    WHERE trace.sent_datetime IS NOT NULL
                      AND trace.trace_status NOT IN ('cancel', 'error')
                      AND trace.is_test_trace IS NOT TRUE""",
                self._get_trace_phone(),
            )
        ]

    @api.model
    def _get_trace_phone(self):
        """Return the number that a trace went to, as SQL on ``trace``.

        E-mails have none; an add-on that sends to numbers tells where it keeps them.
        """
        return SQL("NULL::varchar")

    @api.model
    def _find_full(self, recipients, channel, company, at):
        """Return {number: when the next message may go} of who has had enough.

        Two queries, whatever the number of recipients.

        :param dict recipients: {number: (e-mail address, id of the contact, phone)}
        """
        limits = self.sudo().search_fetch(
            Domain("channel", "in", ("all", channel))
            & Domain("company_id", "in", [False, company.id]),
            ["channel", "max_count", "days"],
        )
        longest = max([*limits.mapped("days"), *DAYS_OF_FREQUENCY.values()])
        self.env["crm.contact.preference"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """WITH recipient AS (
                    SELECT * FROM unnest(
                        %(numbers)s::int[], %(emails)s::text[], %(partners)s::int[],
                        %(phones)s::text[]
                    ) AS recipient (number, email, partner_id, phone)
                ), message AS MATERIALIZED (
                    SELECT row_number() OVER () AS id, log.*
                      FROM (%(sources)s) log
                     WHERE log.sent_at > %(since)s AND log.sent_at <= %(at)s
                ), hit AS (
                    SELECT recipient.number, message.id, message.channel,
                           message.sent_at
                      FROM recipient
                      JOIN message ON message.email_normalized = recipient.email
                     UNION
                    SELECT recipient.number, message.id, message.channel,
                           message.sent_at
                      FROM recipient
                      JOIN message ON message.partner_id = recipient.partner_id
                     UNION
                    SELECT recipient.number, message.id, message.channel,
                           message.sent_at
                      FROM recipient
                      JOIN message ON message.phone = recipient.phone
                ), cap AS (
                    SELECT recipient.number, cap.*
                      FROM recipient
                     CROSS JOIN unnest(
                        %(limits)s::int[], %(channels)s::text[], %(most)s::int[],
                        %(days)s::int[]
                     ) AS cap (id, channel, most, days)
                     UNION ALL
                    SELECT recipient.number, 0, 'all', 1,
                           CASE preference.frequency
                                WHEN 'weekly' THEN %(weekly)s ELSE %(monthly)s END
                      FROM recipient
                      JOIN crm_contact_preference preference
                        ON preference.email_normalized = recipient.email
                       AND preference.company_id = %(company)s
                       AND preference.frequency IN ('weekly', 'monthly')
                )
                SELECT number, max(until)
                  FROM (
                    SELECT cap.number,
                           (array_agg(hit.sent_at ORDER BY hit.sent_at DESC))[cap.most]
                           + cap.days * interval '1 day' AS until
                      FROM cap
                      JOIN hit ON hit.number = cap.number
                       AND cap.channel IN ('all', hit.channel)
                       AND hit.sent_at > %(at)s - cap.days * interval '1 day'
                     GROUP BY cap.number, cap.id, cap.most, cap.days
                    HAVING count(*) >= cap.most
                  ) reached
                 GROUP BY number""",
                numbers=list(recipients),
                emails=[row[0] or None for row in recipients.values()],
                partners=[row[1] or None for row in recipients.values()],
                phones=[row[2] or None for row in recipients.values()],
                sources=SQL(" UNION ALL ").join(self._get_message_log_sources()),
                since=at - timedelta(days=longest),
                at=at,
                limits=limits.ids,
                channels=[limit.channel for limit in limits],
                most=[limit.max_count for limit in limits],
                days=[limit.days for limit in limits],
                weekly=DAYS_OF_FREQUENCY["weekly"],
                monthly=DAYS_OF_FREQUENCY["monthly"],
                company=company.id,
            )
        )
        return dict(rows)
