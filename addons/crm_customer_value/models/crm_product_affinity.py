from odoo import api, fields, models
from odoo.tools import SQL


class CrmProductAffinity(models.Model):
    """Customers who bought one product also bought another one.

    Each row is directed: who has ``product_id`` is offered
    ``suggested_product_id``.  Only pairs that are more frequent than chance
    explains are kept; see ``lifetime.affinity``.
    """

    _name = "crm.product.affinity"
    _description = "Product Bought Together"
    _order = "lift desc, id"
    _rec_name = "suggested_product_id"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    product_id = fields.Many2one(
        "product.product",
        "Who Bought",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    suggested_product_id = fields.Many2one(
        "product.product",
        "Also Buys",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    customers = fields.Integer("Customers with Both", readonly=True)
    confidence = fields.Float(
        readonly=True,
        digits=(16, 4),
        aggregator="avg",
        help="Share of the first product's buyers who also bought the second.",
    )
    lift = fields.Float(
        readonly=True,
        digits=(16, 2),
        aggregator="avg",
        help="How many times more often than if the two had nothing to do with "
        "each other.",
    )
    p_value = fields.Float(
        "Chance Probability",
        readonly=True,
        digits=(16, 6),
        aggregator=None,
        help="Probability of so many common buyers by mere chance.",
    )

    _pair_once = models.UniqueIndex(
        "(company_id, product_id, suggested_product_id)",
        "A pair of products has one affinity in a company.",
    )

    @api.model
    def _suggest(self, value, limit=5):
        """Return what to offer to the customer of ``value``, best lift first.

        Products that the customer has bought, that are archived or not for
        sale are left out.
        """
        if not value.partner_id:
            return self.browse()
        rows = self.env.execute_query(
            SQL(
                """
                WITH bought AS (
                    SELECT DISTINCT sol.product_id
                      FROM sale_order_line sol
                      JOIN res_partner contact ON contact.id = sol.order_partner_id
                     WHERE contact.commercial_partner_id = %(partner)s
                       AND sol.order_partner_id IN (
                           SELECT id FROM res_partner
                            WHERE commercial_partner_id = %(partner)s)
                       AND sol.company_id = %(company)s
                       AND sol.state = 'sale'
                       AND sol.product_id IS NOT NULL)
                SELECT id FROM (
                    SELECT DISTINCT ON (affinity.suggested_product_id)
                           affinity.id, affinity.lift
                      FROM crm_product_affinity affinity
                      JOIN bought ON bought.product_id = affinity.product_id
                      JOIN product_product product
                        ON product.id = affinity.suggested_product_id
                      JOIN product_template template
                        ON template.id = product.product_tmpl_id
                     WHERE affinity.company_id = %(company)s
                       AND product.active AND template.active AND template.sale_ok
                       AND affinity.suggested_product_id NOT IN (
                           SELECT product_id FROM bought)
                     ORDER BY affinity.suggested_product_id, affinity.lift DESC
                ) best ORDER BY lift DESC LIMIT %(limit)s
                """,
                partner=value.partner_id.id,
                company=value.company_id.id,
                limit=limit,
            )
        )
        return self.browse([row[0] for row in rows])
