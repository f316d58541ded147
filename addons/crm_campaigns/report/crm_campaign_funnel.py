from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

QUOTED = ("draft", "sent", "sale")


class CrmCampaignFunnel(models.AbstractModel):
    """From the messages of a campaign to paid invoices, step by step.

    The first four steps count addresses, the next leads, then quotations: each step
    says of how many of the step before it is.  Of the companies that the user works
    in; counted for all of them, opened by what the user may see.
    """

    _name = "crm.campaign.funnel"
    _description = "Campaign Funnel"

    @api.model
    def get_funnel(self, campaign_id):
        """Return the steps of one campaign.

        :param int campaign_id: id of a utm.campaign that the user may read
        :return: list of dict ``name``, ``label``, ``count``, ``share`` (of the step
            before, 0 to 1; None where that is 0 or counts something else),
            ``action`` (of the records, or False)
        :raise AccessError: for whoever is no marketer or may not read the campaign
        """
        campaign = self.env["utm.campaign"].browse(int(campaign_id))
        campaign._check_is_marketer()
        campaign.check_access("read")
        self.env.flush_all()
        traces = self._count_traces(campaign)
        leads = self._count_leads(campaign)
        sales = self._count_sales(campaign)
        steps = [
            ("sent", self.env._("Sent"), traces["sent"], None),
            ("delivered", self.env._("Delivered"), traces["delivered"], "sent"),
            ("opened", self.env._("Opened"), traces["opened"], "delivered"),
            ("clicked", self.env._("Clicked"), traces["clicked"], "delivered"),
            ("leads", self.env._("Leads"), leads, None),
            ("quotations", self.env._("Quotations"), sales["quotations"], None),
            ("orders", self.env._("Orders"), sales["orders"], "quotations"),
            ("invoiced", self.env._("Invoiced"), sales["invoiced"], "orders"),
            ("paid", self.env._("Paid"), sales["paid"], "invoiced"),
        ]
        counts = {name: count for name, _label, count, _base in steps}
        return [
            {
                "name": name,
                "label": label,
                "count": count,
                "share": count / counts[base] if base and counts[base] else None,
                "action": self._get_action(name, campaign) if count else False,
            }
            for name, label, count, base in steps
        ]

    @api.model
    def _count_traces(self, campaign):
        """Addresses that got, opened and clicked a message, each counted once."""
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT COUNT(DISTINCT address) AS sent,
                       COUNT(DISTINCT address) FILTER (
                           WHERE trace_status IN ('sent', 'open', 'reply')
                       ) AS delivered,
                       COUNT(DISTINCT address) FILTER (
                           WHERE trace_status IN ('open', 'reply')
                              OR links_click_datetime IS NOT NULL) AS opened,
                       COUNT(DISTINCT address) FILTER (
                           WHERE links_click_datetime IS NOT NULL) AS clicked
                  FROM (SELECT trace.trace_status, trace.links_click_datetime,
                               LOWER(COALESCE(trace.email, trace.model || trace.res_id))
                               AS address
                          FROM mailing_trace trace
                         WHERE trace.campaign_id = %s
                           AND trace.is_test_trace IS NOT TRUE
                           AND trace.trace_status IN ('sent', 'open', 'reply', 'bounce',
                                                      'unknown')) message""",
                campaign.id,
            )
        )
        return rows[0]

    @api.model
    def _count_leads(self, campaign):
        return (
            self.env["crm.lead"]
            .sudo()
            .with_context(active_test=False)
            .search_count(self._get_leads_domain(campaign))
        )

    @api.model
    def _get_leads_domain(self, campaign):
        companies = [*self.env.companies.ids, False]
        return [("campaign_id", "=", campaign.id), ("company_id", "in", companies)]

    @api.model
    def _count_sales(self, campaign):
        """Quotations, and how many of them became an order, an invoice, money."""
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT COUNT(*) AS quotations,
                       COUNT(*) FILTER (WHERE so.state = 'sale') AS orders,
                       COUNT(*) FILTER (WHERE billed.posted) AS invoiced,
                       COUNT(*) FILTER (WHERE billed.posted AND billed.paid) AS paid
                  FROM sale_order so
                  LEFT JOIN LATERAL (
                        SELECT COUNT(*) > 0 AS posted,
                               BOOL_AND(am.payment_state IN ('paid', 'in_payment',
                                                             'reversed')) AS paid
                          FROM sale_order_line sol
                          JOIN sale_order_line_invoice_rel rel
                            ON rel.order_line_id = sol.id
                          JOIN account_move_line aml ON aml.id = rel.invoice_line_id
                          JOIN account_move am ON am.id = aml.move_id
                         WHERE sol.order_id = so.id AND am.state = 'posted'
                           AND am.move_type = 'out_invoice') billed ON TRUE
                 WHERE so.campaign_id = %s AND so.company_id = ANY(%s)
                   AND so.state = ANY(%s)""",
                campaign.id,
                self.env.companies.ids,
                list(QUOTED),
            )
        )
        return rows[0]

    @api.model
    def _get_action(self, name, campaign):
        """Return the action that opens what a step counts."""
        if name in ("sent", "delivered", "opened", "clicked"):
            domain = (
                Domain("campaign_id", "=", campaign.id)
                & {
                    "sent": Domain("sent_datetime", "!=", False),
                    "delivered": Domain(
                        "trace_status", "in", ("sent", "open", "reply")
                    ),
                    "opened": Domain("trace_status", "in", ("open", "reply"))
                    | Domain("links_click_datetime", "!=", False),
                    "clicked": Domain("links_click_datetime", "!=", False),
                }[name]
            )
            return self._make_action("mailing.trace", domain)
        if name == "leads":
            return self._make_action(
                "crm.lead", self._get_leads_domain(campaign), active_test=False
            )
        if name in ("quotations", "orders"):
            states = QUOTED if name == "quotations" else ("sale",)
            domain = [
                ("campaign_id", "=", campaign.id),
                ("company_id", "in", self.env.companies.ids),
                ("state", "in", states),
            ]
            return self._make_action("sale.order", domain)
        domain = Domain("campaign_id", "=", campaign.id)
        if name == "paid":
            domain &= Domain("paid_revenue", "!=", 0)
        return self._make_action("crm.campaign.revenue", domain)

    @api.model
    def _make_action(self, model, domain, **context):
        return {
            "type": "ir.actions.act_window",
            "name": self.env["ir.model"]._get(model).name,
            "res_model": model,
            "views": [(False, "list"), (False, "form")],
            "domain": list(domain),
            "context": {"create": False, **context},
        }
