from odoo import api, fields, models
from odoo.tools import SQL

# Offers kept for each customer
TOP = 3


class CrmNextOffer(models.Model):
    """What to offer to a customer next: a few products, and why.

    Written every night: first what the customer is due to buy again (see
    ``crm.customer.reorder``), then what is bought by those who bought the same (see
    ``crm.product.affinity``, which keeps pairs that chance does not explain).
    """

    _name = "crm.next.offer"
    _description = "Next Offer"
    _inherit = ["crm.customer.fact"]
    _order = "partner_id, rank, id"
    _rec_name = "product_id"

    rank = fields.Integer(readonly=True, aggregator=None)
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(
        [("reorder", "Due again"), ("association", "Bought together")],
        "Why",
        required=True,
        readonly=True,
    )
    because_product_id = fields.Many2one(
        "product.product",
        "Has Bought",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    confidence = fields.Float(
        readonly=True,
        digits=(16, 4),
        aggregator="avg",
        help="Share of the buyers of what was bought who also bought this.",
    )
    lift = fields.Float(
        readonly=True,
        digits=(16, 2),
        aggregator="avg",
        help="How many times more often than by chance.",
    )
    due_date = fields.Date("Due", readonly=True)
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    reason = fields.Char(compute="_compute_reason")

    # A constraint and not an index: the host's merge of contacts looks for those.
    _product_once = models.Constraint(
        "UNIQUE (company_id, partner_id, product_id)",
        "A product is offered once to a customer.",
    )

    @api.depends("kind", "confidence", "because_product_id", "due_date")
    @api.depends_context("lang")
    def _compute_reason(self):
        today = fields.Date.context_today(self)
        for offer in self:
            if offer.kind == "association":
                offer.reason = self.env._(
                    "Bought by %(percent)d %% of those who bought %(product)s",
                    percent=round(offer.confidence * 100),
                    product=offer.because_product_id.sudo().name,
                )
            elif offer.due_date and offer.due_date < today:
                offer.reason = self.env._(
                    "Due again since %s days", (today - offer.due_date).days
                )
            else:
                offer.reason = self.env._("Due again today")

    # ------------------------------------------------------------------
    # The night's work
    # ------------------------------------------------------------------

    @api.model
    def _cron_refresh(self):
        """Find the offers of each company anew; each company is committed."""
        companies = self.env["res.company"].search([("active", "=", True)])
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(companies))
        for company in companies:
            self._refresh(company)
            if not cron._commit_progress(1):
                break

    @api.model
    def _refresh(self, company):
        """Replace the offers of a company's customers; return how many there are.

        Two statements, however many customers there are. Left out: products that
        are archived, not for sale or another company's, and what the customer did
        not want.
        """
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                "DELETE FROM crm_next_offer WHERE company_id = %s RETURNING id",
                company.id,
            )
        )
        rows = self.env.execute_query(
            SQL(
                """
                WITH bought AS MATERIALIZED (
                    SELECT DISTINCT contact.commercial_partner_id AS partner_id,
                           sol.product_id
                      FROM sale_order_line sol
                      JOIN res_partner contact ON contact.id = sol.order_partner_id
                     WHERE sol.company_id = %(company)s AND sol.state = 'sale'
                       AND sol.product_id IS NOT NULL),
                candidate AS (
                    SELECT reorder.partner_id, reorder.product_id, 'reorder' AS kind,
                           NULL::integer AS because, NULL::numeric AS confidence,
                           NULL::numeric AS lift, reorder.due_date, 0 AS class,
                           reorder.overdue_ratio::numeric AS score
                      FROM crm_customer_reorder reorder
                     WHERE reorder.company_id = %(company)s
                       AND reorder.due_date <= %(today)s
                     UNION ALL
                    SELECT bought.partner_id, affinity.suggested_product_id,
                           'association', affinity.product_id,
                           affinity.confidence::numeric, affinity.lift::numeric,
                           NULL::date, 1, affinity.lift::numeric
                      FROM bought
                      JOIN crm_product_affinity affinity
                        ON affinity.product_id = bought.product_id
                       AND affinity.company_id = %(company)s
                     WHERE NOT EXISTS (
                           SELECT 1 FROM bought own
                            WHERE own.partner_id = bought.partner_id
                              AND own.product_id = affinity.suggested_product_id)),
                best AS (
                    SELECT DISTINCT ON (partner_id, product_id) *
                      FROM candidate
                     ORDER BY partner_id, product_id, class, score DESC, because),
                ranked AS (
                    SELECT best.*,
                           ROW_NUMBER() OVER (
                               PARTITION BY best.partner_id
                               ORDER BY class, score DESC, best.product_id) AS rank
                      FROM best
                      JOIN res_partner customer
                        ON customer.id = best.partner_id AND customer.active
                      JOIN product_product product
                        ON product.id = best.product_id AND product.active
                      JOIN product_template template
                        ON template.id = product.product_tmpl_id
                       AND template.active AND template.sale_ok
                       AND COALESCE(template.company_id, %(company)s) = %(company)s
                     WHERE NOT EXISTS (
                           SELECT 1 FROM crm_next_offer_refusal refusal
                            WHERE refusal.company_id = %(company)s
                              AND refusal.partner_id = best.partner_id
                              AND refusal.product_id = best.product_id))
                INSERT INTO crm_next_offer (
                    company_id, currency_id, partner_id, rank, product_id, kind,
                    because_product_id, confidence, lift, due_date, create_uid,
                    create_date, write_uid, write_date)
                SELECT %(company)s, %(currency)s, partner_id, rank, product_id, kind,
                       because, confidence, lift, due_date, %(uid)s, %(now)s,
                       %(uid)s, %(now)s
                  FROM ranked WHERE rank <= %(top)s
                RETURNING id
                """,
                company=company.id,
                currency=company.currency_id.id,
                today=fields.Date.context_today(self),
                uid=self.env.uid,
                now=self.env.cr.now(),
                top=TOP,
            )
        )
        self.env.invalidate_all(flush=False)
        return len(rows)

    def action_not_interested(self):
        """Note that the customers do not want these products; they stay unoffered."""
        self.check_access("read")
        self.env["crm.next.offer.refusal"].sudo().create(
            [
                {
                    "company_id": offer.company_id.id,
                    "partner_id": offer.partner_id.id,
                    "product_id": offer.product_id.id,
                    "user_id": self.env.uid,
                }
                for offer in self
            ]
        )
        self.sudo().unlink()


class CrmNextOfferRefusal(models.Model):
    """A product that a customer does not want to be offered again."""

    _name = "crm.next.offer.refusal"
    _description = "Offer Not Wanted"
    _inherit = ["crm.customer.fact"]
    _order = "id desc"
    _rec_name = "product_id"

    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one("res.users", "Noted By", readonly=True)

    _product_once = models.Constraint(
        "UNIQUE (company_id, partner_id, product_id)",
        "This customer has refused the product already.",
    )
