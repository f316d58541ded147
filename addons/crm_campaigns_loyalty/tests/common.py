from odoo.addons.crm_campaigns.tests.journey_common import JourneyCase


class CouponCase(JourneyCase):
    """A campaign with a program of 10 % off, and a mailing that gives its coupons."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # mails are made, and wait in the queue
        cls.env["ir.config_parameter"].set_param("mail.mail.force.send.limit", 0)
        cls.program = cls._make_program()
        cls.campaign.coupon_program_ids = cls.program
        cls.mailing = cls._make_coupon_mailing()

    @classmethod
    def _make_program(cls, **values):
        return cls.env["loyalty.program"].create(
            {
                "name": "Ten Off",
                "program_type": "coupons",
                "applies_on": "current",
                "trigger": "with_code",
                "company_id": cls.company.id,
                "currency_id": cls.company.currency_id.id,
                "reward_ids": [
                    (
                        0,
                        0,
                        {
                            "reward_type": "discount",
                            "discount": 10,
                            "discount_mode": "percent",
                            "discount_applicability": "order",
                            "required_points": 1,
                        },
                    )
                ],
                **values,
            }
        )

    @classmethod
    def _make_coupon_mailing(cls, **values):
        return cls._make_mailing(
            **{
                "subject": "Your code",
                "body_html": "<p>Dear <t t-out='object.name'/>: COUPON_CODE</p>",
                "mailing_domain": [("id", "in", cls.partners.ids)],
                "crm_coupon_program_id": cls.program.id,
                **values,
            }
        )

    def _send(self, mailing=None):
        """Send to whom is left; return the mails, as they were made."""
        mailing = mailing or self.mailing
        mailing._action_send_mail()
        return self.env["mail.mail"].search([("mailing_id", "=", mailing.id)])

    def _cards(self, mailing=None):
        """{id of the recipient: coupon}, withdrawn ones too"""
        cards = (
            self.env["loyalty.card"]
            .with_context(active_test=False)
            .search([("crm_mailing_id", "=", (mailing or self.mailing).id)])
        )
        return {card.crm_recipient_id: card for card in cards}

    @classmethod
    def _quote(cls, amount, partner, card=None, campaign=None):
        """A quotation, and the coupon's reward on it."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "campaign_id": campaign.id if campaign else False,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": cls.product.id,
                            "price_unit": amount,
                            "tax_ids": False,
                        },
                    )
                ],
            }
        )
        if card:
            status = order._try_apply_code(card.code)
            assert "error" not in status, status
            for coupon, rewards in status.items():
                order._apply_program_reward(rewards[0], coupon)
        return order

    @classmethod
    def _redeem(cls, amount, partner, card, campaign=None):
        order = cls._quote(amount, partner, card, campaign)
        order.action_confirm()
        return order
