from odoo import api, fields, models
from odoo.tools import SQL

# What a recipient has done, by the measure that the campaign chose
SHARES = {
    "opened_ratio": SQL("trace.trace_status IN ('open', 'reply')"),
    "clicks_ratio": SQL("trace.links_click_datetime IS NOT NULL"),
    "replied_ratio": SQL("trace.trace_status = 'reply'"),
}
ARRIVED = ("pending", "sent", "open", "reply")


class MailingMailingVariants(models.Model):
    """A/B tests: samples by the address, a winner only where one is shown.

    The host draws anew at each attempt, and calls best what has the highest rate.
    """

    _inherit = "mailing.mailing"

    crm_ab_result = fields.Html(
        "Comparison", compute="_compute_crm_ab_result", sanitize=False
    )
    crm_ab_decision = fields.Text(related="campaign_id.crm_ab_decision")

    @api.depends("ab_testing_enabled", "campaign_id", "ab_testing_winner_selection")
    @api.depends_context("lang", "company")
    def _compute_crm_ab_result(self):
        self.crm_ab_result = False
        tests = self.filtered(lambda m: m.ab_testing_enabled and m.campaign_id)
        for campaign, mailings in tests.grouped("campaign_id").items():
            variants = mailings[0]._get_sent_variants()
            if not variants:
                continue
            found = variants._compare_variants()
            Test = self.env["crm.variant.test"]
            mailings.crm_ab_result = Test._draw(
                found,
                mailings[0]._get_ab_testing_winner_selection()["description"],
                Test._put_in_words(found, campaign.company_id),
            )

    def _get_sent_variants(self):
        """Return the versions that have been sent, the first one first."""
        return (
            self._get_ab_testing_siblings_mailings()
            .filtered(
                lambda m: m.state == "done" and not m.ab_testing_is_winner_mailing
            )
            .sorted(lambda m: (m.sent_date or m.create_date, m.id))
        )

    # ------------------------------------------------------------------
    # Samples
    # ------------------------------------------------------------------

    def _get_recipients(self):
        """The sample of a version: by the address, and the same at each attempt.

        All recipients are put in the order of SHA-256(campaign : address); the
        first version takes its percentage from the top, the next one what follows.
        So a mailing that was interrupted goes on with the same people.
        """
        self.ensure_one()
        if not self.ab_testing_enabled or self.ab_testing_is_winner_mailing:
            return super()._get_recipients()
        siblings = self._get_ab_testing_siblings_mailings().filtered(
            lambda m: (
                m.mailing_type == self.mailing_type
                and not m.ab_testing_is_winner_mailing
            )
        )
        ids = self._get_shuffled_recipients()
        begin = 0
        for sibling in (siblings | self).sorted("id"):
            size = max(int(len(ids) / 100.0 * sibling.ab_testing_pc), 1)
            if sibling == self:
                break
            begin += size
        others = self._get_reached_by_others()
        sample = [id_ for id_ in ids[begin : begin + size] if id_ not in others]
        if len(sample) < size and others:
            # the list has changed since: whoever comes next takes the place
            rest = ids[begin + size :] + ids[:begin]
            left = [id_ for id_ in rest if id_ not in others]
            sample += left[: size - len(sample)]
        return sample

    def _get_shuffled_recipients(self):
        """Return the ids of all recipients in an order of their addresses' hashes."""
        Model = self.env[self.mailing_model_real]
        query = Model._search(self._get_recipients_domain())
        field = Model._fields.get("email_normalized")
        email = (
            SQL("NULLIF(target.email_normalized, '')")
            if field and field.store and field.column_type
            else SQL("NULL::varchar")
        )
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT target.id FROM %(table)s target WHERE target.id IN %(ids)s
                 ORDER BY sha256(convert_to(%(salt)s || ':' || COALESCE(
                              %(email)s, %(model)s || ',' || target.id), 'UTF8')),
                          target.id
                """,
                table=SQL.identifier(Model._table),
                ids=query.subselect(),
                salt=str(self.campaign_id.id),
                email=email,
                model=Model._name,
            )
        )
        return [id_ for (id_,) in rows]

    def _get_reached_by_others(self):
        """Return the ids of whom other mailings of the campaign have reached."""
        traces = (
            self.env["mailing.trace"]
            .sudo()
            .search_fetch(
                [
                    ("campaign_id", "=", self.campaign_id.id),
                    ("mass_mailing_id", "!=", self.id),
                    ("model", "=", self.mailing_model_real),
                ],
                ["res_id"],
            )
        )
        return set(traces.mapped("res_id"))

    # ------------------------------------------------------------------
    # The winner
    # ------------------------------------------------------------------

    def action_send_winner_mailing(self):
        """Send the version that is better, or else the first one, and say why."""
        self.check_access("write")
        campaign = self.campaign_id
        measure = self[:1].ab_testing_winner_selection
        if len(campaign) != 1 or campaign.ab_testing_completed or measure == "manual":
            return super().action_send_winner_mailing()
        variants = self[0]._get_sent_variants()
        if not variants:
            return super().action_send_winner_mailing()
        found = variants._compare_variants()
        sentence = self.env["crm.variant.test"]._put_in_words(
            found, campaign.company_id
        )
        chosen = variants[found["winner"] or 0]
        if found["winner"] is None:
            first = self.env._(
                "“%s” is sent to the rest because it was the first.", chosen.subject
            )
            sentence = f"{sentence} {first}"
        campaign.sudo().crm_ab_decision = sentence
        return chosen.action_select_as_winner()

    def action_select_as_winner(self):
        self.check_access("write")
        self.campaign_id.check_access("read")
        if self.ab_testing_winner_selection == "manual":
            self.campaign_id.sudo().crm_ab_decision = self.env._(
                "“%(name)s” is sent to the rest because %(user)s chose it.",
                name=self.subject,
                user=self.env.user.name,
            )
        return super().action_select_as_winner()

    def _compare_variants(self):
        """Compare these versions by their campaign's measure; see crm.variant.test."""
        measure = self[0].ab_testing_winner_selection
        company = self[0].campaign_id.company_id or self.env.company
        Test = self.env["crm.variant.test"]
        people = self._count_traces(SHARES.get(measure, SQL("FALSE")))
        if measure in SHARES or measure in ("manual", False):
            return Test._compare_counts(
                [(m.subject, *people.get(m.id, (0, 0))) for m in self], company
            )
        if measure == "crm_order_count":
            bought = self._count_orders(company)
            return Test._compare_counts(
                [
                    (m.subject, min(bought.get(m.source_id.id, 0), n), n)
                    for m in self
                    for _x, n in [people.get(m.id, (0, 0))]
                ],
                company,
            )
        if measure == "crm_net_invoiced":
            money = self._sum_invoices(company)
            return Test._compare_amounts(
                [
                    (
                        m.subject,
                        *money.get(m.source_id.id, (0.0, 0.0)),
                        people.get(m.id, (0, 0))[1],
                    )
                    for m in self
                ],
                company.currency_id,
                company,
            )
        # a measure of another module is a number of records
        return Test._compare_counts(
            [
                (m.subject, min(max(int(m.sudo()[measure]), 0), n), n)
                for m in self
                for _x, n in [people.get(m.id, (0, 0))]
            ],
            company,
        )

    def _count_traces(self, success):
        """Return {mailing id: (successes, mails that arrived)}."""
        self.env["mailing.trace"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT trace.mass_mailing_id, COUNT(*) FILTER (WHERE %s), COUNT(*)
                  FROM mailing_trace trace
                 WHERE trace.mass_mailing_id = ANY(%s)
                   AND trace.trace_status = ANY(%s)
                   AND trace.is_test_trace IS NOT TRUE
                 GROUP BY trace.mass_mailing_id
                """,
                success,
                self.ids,
                list(ARRIVED),
            )
        )
        return {mailing: (x, n) for mailing, x, n in rows}

    def _count_orders(self, company):
        """Return {source id: customers who confirmed an order that names it}."""
        self.env["sale.order"].flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT so.source_id, COUNT(DISTINCT buyer.commercial_partner_id)
                      FROM sale_order so
                      JOIN res_partner buyer ON buyer.id = so.partner_id
                     WHERE so.source_id = ANY(%s) AND so.state = 'sale'
                       AND so.company_id = %s
                     GROUP BY so.source_id
                    """,
                    self.source_id.ids,
                    company.id,
                )
            )
        )

    def _sum_invoices(self, company):
        """Return {source id: (sum, sum of squares) of customers' net invoiced}."""
        self.env["account.move"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT source_id, SUM(amount), SUM(amount * amount) FROM (
                    SELECT am.source_id, SUM(am.amount_untaxed_signed) AS amount
                      FROM account_move am
                     WHERE am.source_id = ANY(%s) AND am.state = 'posted'
                       AND am.move_type IN ('out_invoice', 'out_refund')
                       AND am.company_id = %s
                     GROUP BY am.source_id, am.commercial_partner_id) customer
                 GROUP BY source_id
                """,
                self.source_id.ids,
                company.id,
            )
        )
        return {source: (float(x), float(squares)) for source, x, squares in rows}
