from datetime import datetime, timedelta

from odoo.tests import new_test_user

from ..models.crm_sending_check import Recipient

# A Wednesday noon in UTC, years before any other data
MOMENT = datetime(2026, 6, 3, 12)


class RulesMixin:
    """A company that sends, and three people: Ada, Bob and Cy."""

    @classmethod
    def _prepare(cls):
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls.env.company
        cls.company.write(
            {
                "crm_consent_email": "opt_out",
                "crm_consent_sms": "opt_out",
                "crm_consent_phone": "opt_out",
                "crm_sending_hours": False,
                "crm_timezone": "UTC",
            }
        )
        cls.news = cls.env.ref("crm_campaigns.crm_consent_purpose_newsletter")
        cls.offers = cls.env.ref("crm_campaigns.crm_consent_purpose_offers")
        cls.ada, cls.bob, cls.cy = cls.env["res.partner"].create(
            [
                {
                    "name": name,
                    "email": f"{name}@rules.example.com",
                    "phone": f"+1 202 555 010{number}",
                    "lang": "en_US",
                }
                for number, name in enumerate(("ada", "bob", "cy"))
            ]
        )
        cls.marketer = new_test_user(
            cls.env, "rules_marketer", "crm_campaigns.group_campaign_user"
        )
        cls.manager = new_test_user(
            cls.env, "rules_manager", "crm_campaigns.group_campaign_manager"
        )
        cls.Consent = cls.env["crm.consent"]
        cls.Check = cls.env["crm.sending.check"]

    def _log(self, partner, state, purpose=None, channel="email", **values):
        return self.Consent.sudo().create(
            {
                "partner_id": partner.id,
                "channel": channel,
                "state": state,
                "purpose_id": purpose.id if purpose else False,
                "source": "phone",
                "date": MOMENT - timedelta(days=1),
                **values,
            }
        )

    def _recipient(self, partner):
        return Recipient(
            partner.email_normalized or None,
            partner.phone_sanitized or None,
            partner.id,
            partner.tz or None,
        )

    def _check(self, *partners, at=MOMENT, **values):
        """The reasons for these people, None for who may be written to."""
        recipients = [self._recipient(partner) for partner in partners]
        answers = self.Check._check(recipients, at=at, **values)
        return [answer and answer.reason for answer in answers]

    def _send_mails(self, partner, *moments, **values):
        """Note mails of mailings to somebody as sent."""
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "News",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
            }
        )
        return self.env["mailing.trace"].create(
            [
                {
                    "mass_mailing_id": mailing.id,
                    "model": "res.partner",
                    "res_id": partner.id,
                    "email": partner.email_normalized,
                    "trace_status": "sent",
                    "sent_datetime": moment,
                    **values,
                }
                for moment in moments
            ]
        )
