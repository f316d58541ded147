from odoo import api, models
from odoo.tools import SQL

from ..models.crm_contract import OPEN_STATES
from ..sql import rate_between, split_by_month
from .crm_sales_forecast import MONTHS_AHEAD, ROOT, TODAY

# The longest time that a target can be given for.
TARGET_MONTHS = 36


class CrmSalesForecast(models.Model):
    """What contracts promise, and what was aimed at."""

    _inherit = "crm.sales.forecast"
    _depends = {
        "account.move": ["amount_untaxed_signed", "move_type", "state"],
        "account.move.line": ["move_id", "sale_line_ids"],
        "crm.contract": [
            "active",
            "company_id",
            "currency_id",
            "end_date",
            "invoice_ids",
            "name",
            "order_ids",
            "partner_id",
            "start_date",
            "state",
            "subject",
            "user_id",
            "value",
        ],
        "crm.sales.target": [
            "amount",
            "company_id",
            "date_from",
            "date_to",
            "team_id",
            "user_id",
        ],
        "res.users": ["sale_team_id"],
        "sale.order.line": ["order_id"],
    }

    @api.model
    def _get_known(self):
        return {
            **super()._get_known(),
            "known_contract": self.sudo()._select_contracts(),
        }

    @api.model
    def _get_branches(self):
        return {
            **super()._get_branches(),
            "contract": self._pick_readable("known_contract", "crm.contract"),
            "target": self._select_targets(),
        }

    @api.model
    def _select_contracts(self):
        """The rest of each contract in force, by the days of its remaining months.

        One without an end has no months to be divided among, and gives nothing.
        """
        query = self._find_readable(
            "crm.contract",
            [
                ("active", "=", True),
                ("state", "in", OPEN_STATES),
                ("end_date", "!=", False),
                ("value", ">", 0),
            ],
        )
        self._join_company(query, SQL("crm_contract.company_id"))
        query.add_join(
            "LEFT JOIN", "owner", "res_users", SQL("owner.id = crm_contract.user_id")
        )
        for alias, amounts in (
            ("ordered", self._get_ordered_under_contract()),
            ("invoiced", self._get_invoiced_under_contract()),
            ("offered", self._get_offered_under_contract()),
        ):
            query.add_join(
                "LEFT JOIN",
                alias,
                SQL("(%s)", amounts),
                SQL("%s = crm_contract.id", SQL.identifier(alias, "contract_id")),
            )
        query.add_join(
            "JOIN",
            "part",
            split_by_month(
                SQL("GREATEST(crm_contract.start_date, %s)", TODAY),
                SQL("crm_contract.end_date"),
                MONTHS_AHEAD,
            ),
            SQL("TRUE"),
        )
        query.add_where(SQL("crm_contract.end_date >= %s", TODAY))
        query.add_join(
            "JOIN",
            "rest",
            SQL(
                """LATERAL (
                    SELECT crm_contract.value * %s - COALESCE(ordered.amount, 0)
                           - COALESCE(invoiced.amount, 0)
                           - COALESCE(offered.amount, 0) AS amount)""",
                rate_between(
                    SQL("crm_contract.currency_id"),
                    SQL("company.currency_id"),
                    ROOT,
                    TODAY,
                ),
            ),
            # without an exchange rate it is not known whether anything is left
            SQL("(rest.amount > 0) IS NOT FALSE"),
        )
        return self._make_branch(
            query,
            "contract",
            5,
            "crm.contract",
            slot=SQL("part.slot"),
            date=SQL("part.day"),
            partner_id=SQL("crm_contract.partner_id"),
            team_id=SQL("owner.sale_team_id"),
            user_id=SQL("crm_contract.user_id"),
            name=SQL("concat_ws(' ', crm_contract.name, crm_contract.subject)"),
            amount=SQL("rest.amount * part.share"),
        )

    @api.model
    def _get_ordered_under_contract(self):
        return SQL(
            """SELECT link.contract_id, SUM(%s) AS amount
                 FROM crm_contract_order_rel link
                 JOIN sale_order under ON under.id = link.order_id
                 JOIN res_company company ON company.id = under.company_id
                WHERE under.state = 'sale'
                GROUP BY 1""",
            self._get_order_amount("under"),
        )

    @api.model
    def _get_invoiced_under_contract(self):
        """Invoices named on the contract that none of its orders stands for."""
        return SQL(
            """SELECT link.contract_id, SUM(move.amount_untaxed_signed) AS amount
                 FROM crm_contract_invoice_rel link
                 JOIN account_move move ON move.id = link.invoice_id
                WHERE move.state = 'posted'
                  AND move.move_type IN ('out_invoice', 'out_refund')
                  AND NOT EXISTS (
                      SELECT FROM crm_contract_order_rel under
                        JOIN sale_order_line line ON line.order_id = under.order_id
                        JOIN sale_order_line_invoice_rel billed
                          ON billed.order_line_id = line.id
                        JOIN account_move_line item
                          ON item.id = billed.invoice_line_id
                       WHERE under.contract_id = link.contract_id
                         AND item.move_id = move.id)
                GROUP BY 1"""
        )

    @api.model
    def _get_offered_under_contract(self):
        """What is expected from opportunities and quotations under the contract.

        An opportunity is under the contract when one of its quotations is.
        """
        return SQL(
            """SELECT under.contract_id, SUM(offer.expected) AS amount
                 FROM (SELECT link.contract_id, 'sale.order' AS res_model,
                              link.order_id AS res_id
                         FROM crm_contract_order_rel link
                        UNION
                       SELECT link.contract_id, 'crm.lead', quotation.opportunity_id
                         FROM crm_contract_order_rel link
                         JOIN sale_order quotation ON quotation.id = link.order_id
                        WHERE quotation.opportunity_id IS NOT NULL) under
                 JOIN (SELECT res_model, res_id, expected FROM known_opportunity
                        UNION ALL
                       SELECT res_model, res_id, expected FROM known_quotation) offer
                   ON offer.res_model = under.res_model
                  AND offer.res_id = under.res_id
                GROUP BY 1"""
        )

    # ----------------------------------------------------------------------
    # Targets
    # ----------------------------------------------------------------------

    @api.model
    def _select_targets(self):
        """Targets by month; of a team's, what its salespeople were not given.

        So the targets of a team and of its salespeople add up to the team's, or to
        theirs if they were given more.
        """
        query = self._find_readable("crm.sales.target")
        if query is None:
            return None
        self._join_company(query, SQL("crm_sales_target.company_id"))
        query.add_join(
            "LEFT JOIN",
            "given",
            SQL(
                """LATERAL (
                    SELECT SUM(own.amount) AS amount FROM crm_sales_target own
                     WHERE own.company_id = crm_sales_target.company_id
                       AND own.team_id = crm_sales_target.team_id
                       AND own.user_id IS NOT NULL
                       AND own.date_from BETWEEN crm_sales_target.date_from
                                             AND crm_sales_target.date_to)"""
            ),
            SQL("crm_sales_target.user_id IS NULL"),
        )
        query.add_join(
            "JOIN",
            "part",
            split_by_month(
                SQL("crm_sales_target.date_from"),
                SQL("crm_sales_target.date_to"),
                TARGET_MONTHS,
            ),
            SQL("TRUE"),
        )
        return self._make_branch(
            query,
            "target",
            6,
            "crm.sales.target",
            slot=SQL("part.slot"),
            date=SQL("part.day"),
            partner_id=SQL("NULL"),
            team_id=SQL("crm_sales_target.team_id"),
            user_id=SQL("crm_sales_target.user_id"),
            amount=SQL(
                """GREATEST(crm_sales_target.amount - COALESCE(given.amount, 0), 0)
                   * part.share"""
            ),
            expected=SQL("NULL"),
            probability=SQL("NULL"),
        )
