import secrets

from odoo import api, fields, models
from odoo.tools import SQL

# Without the letters and digits that are taken for each other: 0 O, 1 I
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
# By these digits points of sale know a coupon
PREFIX = "044"
# 13 characters of 5 bits each
GROUPS = (1, 4, 4, 4)
SAMPLE = PREFIX + "-".join("X" * size for size in GROUPS)

# SQL on loyalty_card ``card``: some order or sale took something off it
IS_REDEEMED = SQL(
    """EXISTS (SELECT 1 FROM loyalty_history history
                WHERE history.card_id = card.id AND history.used > 0)"""
)
# Valid and not used; what stands on a quotation was promised to somebody
IS_OPEN = SQL(
    """card.active
       AND (card.expiration_date IS NULL OR card.expiration_date >= CURRENT_DATE)
       AND NOT %s
       AND NOT EXISTS (SELECT 1 FROM sale_order_line sol
                         JOIN sale_order so ON so.id = sol.order_id
                        WHERE sol.coupon_id = card.id AND so.state <> 'cancel')""",
    IS_REDEEMED,
)


class LoyaltyCard(models.Model):
    """A coupon that a mailing gave to one of its recipients."""

    _inherit = "loyalty.card"

    crm_campaign_id = fields.Many2one(
        "utm.campaign",
        "Campaign",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    crm_mailing_id = fields.Many2one(
        "mailing.mailing",
        "Mailing",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    crm_recipient_model = fields.Char("Kind of Recipient", readonly=True, copy=False)
    crm_recipient_id = fields.Many2oneReference(
        "Recipient", model_field="crm_recipient_model", readonly=True, copy=False
    )
    crm_withdrawn_on = fields.Datetime("Withdrawn On", readonly=True, copy=False)

    _crm_once = models.UniqueIndex(
        "(crm_mailing_id, crm_recipient_model, crm_recipient_id) "
        "WHERE crm_mailing_id IS NOT NULL"
    )

    @api.model
    def _generate_crm_code(self):
        """Return a code that nobody guesses, nor that chance makes twice.

        The host's has 32 random bits: of 100,000 coupons some pair would be equal
        more likely than not.
        """
        return PREFIX + "-".join(
            "".join(secrets.choice(ALPHABET) for _place in range(size))
            for size in GROUPS
        )
