from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

PORTION = 500
# An invitation that comes so long after its time asks of what nobody remembers
LATEST = timedelta(days=30)


class CrmSatisfactionMoment(models.Model):
    """The moments after which customers are asked, found by one statement each.

    An add-on brings a moment with a value of ``moment`` and its rows in
    :meth:`_get_moments`.
    """

    _inherit = "crm.satisfaction.programme"

    @api.model
    def _cron_plan(self):
        """Plan the invitations of what has happened."""
        self._in_portions([("state", "=", "running")], "look_date", self._plan)

    @api.model
    def _plan(self, programmes):
        for programme in programmes:
            programme._plan_invitations()

    def _plan_invitations(self):
        """Plan what is not planned yet; the same again plans nothing.

        :return: the new crm.satisfaction.invitation records
        """
        self.ensure_one()
        new = self.env["crm.satisfaction.invitation"]
        while True:
            rows = self._find_unplanned()
            new |= new.create(
                [self._prepare_invitation(*row) for row in rows] if rows else []
            )
            if len(rows) < PORTION:
                return new

    def _prepare_invitation(self, res_id, partner_id, date):
        model = self._get_moments()[0]
        return {
            "programme_id": self.id,
            "partner_id": partner_id,
            "res_model": model,
            "res_id": res_id,
            "round_number": self._get_round(),
            "complaint_id": res_id if model == "crm.complaint" else False,
            "moment_date": date,
            "send_date": date + timedelta(days=self.delay_days),
        }

    def _get_round(self):
        """Return the number of the running round of a sample, 0 for anything else."""
        if self.moment != "sample":
            return 0
        passed = relativedelta(fields.Datetime.now(), self.start_date)
        return (passed.years * 12 + passed.months) // self.sample_months

    def _find_unplanned(self):
        """Return (res_id, partner_id, date) of moments without an invitation."""
        self.env["crm.satisfaction.invitation"].flush_model()
        self.env["res.partner"].flush_model(["active", "email_normalized"])
        self.env["res.users"].flush_model(["partner_id", "share"])
        model, rows = self._get_moments()
        limit = PORTION
        if self.moment == "sample":
            limit = min(PORTION, self.sample_size - self._count_round())
        return self.env.execute_query(
            SQL(
                """SELECT moment.res_id, moment.partner_id, moment.date
                     FROM (%(rows)s) moment
                     JOIN res_partner partner ON partner.id = moment.partner_id
                    WHERE partner.active
                      AND moment.date >= %(since)s
                      AND %(is_drawn)s
                      AND NOT EXISTS (
                          SELECT FROM crm_satisfaction_invitation invitation
                           WHERE invitation.programme_id = %(programme)s
                             AND invitation.res_model = %(model)s
                             AND invitation.res_id = moment.res_id
                             AND invitation.partner_id = moment.partner_id
                             AND invitation.round_number = %(round)s)
                      AND NOT EXISTS (
                          SELECT FROM res_users
                           WHERE res_users.partner_id = partner.id
                             AND NOT res_users.share)
                    ORDER BY %(order)s
                    LIMIT %(limit)s""",
                rows=rows,
                since=max(self.start_date, self._get_horizon()),
                is_drawn=self._is_drawn(model),
                programme=self.id,
                model=model,
                round=self._get_round(),
                order=SQL("md5(concat(%s, '/', moment.res_id))", self._get_round())
                if self.moment == "sample"
                else SQL("moment.date, moment.res_id"),
                limit=max(limit, 0),
            )
        )

    def _get_horizon(self):
        return fields.Datetime.now() - timedelta(days=self.delay_days) - LATEST

    def _count_round(self):
        return self.env["crm.satisfaction.invitation"].search_count(
            [("programme_id", "=", self.id), ("round_number", "=", self._get_round())]
        )

    def _is_drawn(self, model):
        """Return SQL of whether a moment is in the sample.

        It follows from the moment itself: however often one looks, the same are drawn.
        """
        if self.moment == "sample" or self.sample_share == 100:
            return SQL("TRUE")
        return SQL(
            "('x' || left(md5(concat(%s::int, '/', %s, '/', moment.res_id)), 6))"
            "::bit(24)::int %% 100 < %s",
            self.id,
            model,
            self.sample_share,
        )

    # ----------------------------------------------------------------------
    # What happened
    # ----------------------------------------------------------------------

    def _get_moments(self):
        """Return the model of the documents, and SQL of (res_id, partner_id, date)."""
        self.ensure_one()
        return getattr(self, f"_get_{self.moment}_moments")()

    def _get_order_moments(self):
        self.env["sale.order"].flush_model()
        return "sale.order", SQL(
            """SELECT id AS res_id, partner_id, date_order AS date FROM sale_order
                WHERE state = 'sale' AND company_id = %s""",
            self.company_id.id,
        )

    def _get_invoice_moments(self):
        """An invoice is paid on the day of the last entry that settles it."""
        self.env["account.move"].flush_model()
        self.env["account.partial.reconcile"].flush_model()
        return "account.move", SQL(
            """SELECT move.id AS res_id, move.partner_id,
                      MAX(part.create_date) AS date
                 FROM account_move move
                 JOIN account_move_line line ON line.move_id = move.id
                 JOIN account_partial_reconcile part ON part.debit_move_id = line.id
                WHERE move.move_type = 'out_invoice' AND move.state = 'posted'
                  AND move.payment_state IN ('paid', 'in_payment')
                  AND move.company_id = %s
                GROUP BY move.id, move.partner_id""",
            self.company_id.id,
        )

    def _get_request_moments(self):
        self.env["crm.request"].flush_model()
        return "crm.request", SQL(
            """SELECT id AS res_id, partner_id, done_date AS date FROM crm_request
                WHERE state = 'done' AND active AND company_id = %s""",
            self.company_id.id,
        )

    def _get_complaint_moments(self):
        self.env["crm.complaint"].flush_model()
        closed = (
            "closed_date"
            if "closed_date" in self.env["crm.complaint"]._fields
            else "write_date"
        )
        return "crm.complaint", SQL(
            """SELECT id AS res_id, partner_id, %s AS date FROM crm_complaint
                WHERE state = 'closed' AND active AND company_id = %s""",
            SQL.identifier(closed),
            self.company_id.id,
        )

    def _get_sample_moments(self):
        """Whoever has ordered within a year; the moment is the round's beginning."""
        self.env["sale.order"].flush_model()
        start = self.start_date + relativedelta(
            months=self._get_round() * self.sample_months
        )
        return "res.partner", SQL(
            """SELECT partner_id AS res_id, partner_id, %s::timestamp AS date
                 FROM sale_order
                WHERE state = 'sale' AND company_id = %s AND date_order >= %s
                GROUP BY partner_id""",
            start,
            self.company_id.id,
            fields.Datetime.now() - relativedelta(years=1),
        )

    def _find_void(self, invitations):
        """Return the ids of those about something that was undone since."""
        self.ensure_one()
        if self.moment == "sample" or not invitations:
            return set()
        _model, rows = self._get_moments()
        kept = self.env.execute_query(
            SQL(
                "SELECT res_id, partner_id FROM (%s) moment WHERE res_id = ANY(%s)",
                rows,
                invitations.mapped("res_id"),
            )
        )
        kept = set(kept)
        return {
            invitation.id
            for invitation in invitations
            if (invitation.res_id, invitation.partner_id.id) not in kept
        }

    @api.model
    def _get_sending(self):
        """Domain of the running programmes in whose hours it is now."""
        running = self.search([("state", "=", "running")])
        now = fields.Datetime.now()
        awake = running.filtered(lambda programme: programme._is_awake(now))
        return Domain("programme_id", "in", awake.ids)

    def _is_awake(self, now):
        """Whether mails go out now: nobody's telephone rings at night."""
        local = fields.Datetime.context_timestamp(
            self.with_context(tz=self.company_id.crm_timezone), now
        )
        return self.hour_from <= local.hour + local.minute / 60 < self.hour_to
