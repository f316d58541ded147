from odoo import api, models
from odoo.tools import SQL

# Probability that an open amount is not paid, by how long it is overdue: the
# ageing matrix of IFRS 9's simplified approach, with rates that a company
# without a loss history of its own usually starts from.
AGEING = ((0, 0.005), (30, 0.02), (60, 0.05), (90, 0.10), (180, 0.25), (365, 0.5))
OLDEST_RATE = 1.0


class CrmValueRefresh(models.Model):
    """Step 2: how customers pay, from receivables and reconciliations."""

    _inherit = "crm.value.refresh"

    def _step_payments(self):
        self._write_payments(self.company_id, self.as_of_date)
        return True

    @api.model
    def _get_default_rate_sql(self, days):
        """Return SQL of the loss rate for an amount overdue by ``days``."""
        branches = [
            SQL("WHEN %s <= %s THEN %s", days, age, rate) for age, rate in AGEING
        ]
        return SQL("CASE %s ELSE %s END", SQL(" ").join(branches), OLDEST_RATE)

    @api.model
    def _write_payments(self, company, as_of, partner_ids=None):
        """Write days to pay, open and overdue amounts and the expected loss.

        Days to pay are weighted with the amounts paid.  What is open comes from
        the receivable items, each instalment by its own due date, less credits
        and advances that wait to be used.  It is as of now, because the host
        does not keep what was open on a past day.
        """
        self.env.flush_all()
        raw_partners = self.env["crm.sales.source"]._restrict_partners(
            SQL("am.partner_id"), partner_ids
        )
        self.env.cr.execute(
            SQL(
                """
                WITH invoice AS (
                    SELECT contact.commercial_partner_id AS partner_id,
                           am.id, am.invoice_date
                      FROM account_move am
                      JOIN res_partner contact ON contact.id = am.partner_id
                     WHERE am.company_id = %(company)s
                       AND am.state = 'posted'
                       AND am.move_type IN ('out_invoice', 'out_receipt')
                       AND am.invoice_date <= %(as_of)s
                       %(raw_partners)s),
                paid AS (
                    SELECT invoice.partner_id,
                           SUM(partial.amount * GREATEST(
                               0, partial.max_date - invoice.invoice_date))
                           / NULLIF(SUM(partial.amount), 0) AS days,
                           SUM(partial.amount) AS amount
                      FROM invoice
                      JOIN account_move_line aml ON aml.move_id = invoice.id
                       AND aml.display_type = 'payment_term'
                      JOIN account_partial_reconcile partial
                        ON partial.debit_move_id = aml.id
                      JOIN account_move_line payment
                        ON payment.id = partial.credit_move_id
                      JOIN account_move other ON other.id = payment.move_id
                     WHERE partial.max_date <= %(as_of)s
                       AND other.move_type <> 'out_refund'
                     GROUP BY invoice.partner_id),
                open_item AS (
                    SELECT contact.commercial_partner_id AS partner_id,
                           COALESCE(aml.date_maturity, aml.date) AS due_date,
                           aml.amount_residual::float8 AS open_amount
                      FROM account_move_line aml
                      JOIN account_account account ON account.id = aml.account_id
                      JOIN res_partner contact ON contact.id = aml.partner_id
                     WHERE aml.company_id = %(company)s
                       AND aml.parent_state = 'posted'
                       AND aml.reconciled IS NOT TRUE
                       AND account.account_type = 'asset_receivable'
                       AND aml.date <= %(as_of)s
                       %(open_partners)s),
                due AS (
                    SELECT partner_id,
                           GREATEST(0, SUM(open_amount)) AS receivable,
                           LEAST(GREATEST(0, SUM(open_amount)),
                                 SUM(open_amount) FILTER (
                                     WHERE open_amount > 0
                                       AND due_date < %(as_of)s)) AS overdue,
                           -- credits not yet used take from the risk in proportion
                           SUM(open_amount * (%(rate)s)) FILTER (WHERE open_amount > 0)
                           * GREATEST(0, SUM(open_amount))
                           / NULLIF(SUM(open_amount) FILTER (WHERE open_amount > 0), 0)
                               AS loss
                      FROM open_item
                     GROUP BY partner_id)
                UPDATE crm_customer_value value
                   SET days_to_pay = paid.days,
                       paid_amount = ROUND(COALESCE(paid.amount, 0), %(digits)s),
                       receivable = ROUND(
                           COALESCE(due.receivable, 0)::numeric, %(digits)s),
                       overdue = ROUND(COALESCE(due.overdue, 0)::numeric, %(digits)s),
                       default_probability = COALESCE(
                           due.loss / NULLIF(due.receivable, 0), 0),
                       expected_credit_loss = ROUND(
                           (COALESCE(due.loss, 0) * %(lgd)s)::numeric, %(digits)s)
                  FROM crm_customer_value target
                  LEFT JOIN paid ON paid.partner_id = target.partner_id
                  LEFT JOIN due ON due.partner_id = target.partner_id
                 WHERE value.id = target.id
                   AND target.company_id = %(company)s
                   %(targets)s
                """,
                company=company.id,
                as_of=as_of,
                raw_partners=raw_partners,
                open_partners=self.env["crm.sales.source"]._restrict_partners(
                    SQL("aml.partner_id"), partner_ids
                ),
                rate=self._get_default_rate_sql(
                    SQL("GREATEST(0, %s::date - due_date)", as_of)
                ),
                digits=company.currency_id.decimal_places,
                lgd=company.crm_value_loss_given_default,
                targets=SQL("AND target.partner_id = ANY(%s)", list(partner_ids))
                if partner_ids is not None
                else SQL(),
            )
        )
        self.env["crm.customer.value"].invalidate_model()
