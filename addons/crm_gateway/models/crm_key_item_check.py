from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..sql import fold_digits, is_iranian_identity

# Data that nobody looked at for longer is asked to be looked at
FRESH_MONTHS = 24
# What is only checked where one of these is filled in
CHECKED = {
    "valid_email": ("email",),
    "valid_phone": ("phone",),
    "valid_identity": ("vat", "company_registry"),
}


class CrmKeyItem(models.Model):
    """Key items that ask whether what is known of a customer is right.

    Nothing entered is neither wrong nor right; other items ask for it. They warn
    and never block: a customer abroad, or one in a hurry, is entered all the same.
    """

    _inherit = "crm.key.item"

    advice = fields.Char(
        compute="_compute_advice", help="What to do about it; empty: find it out."
    )

    @api.depends("kind")
    def _compute_advice(self):
        advice = {
            "valid_email": self.env._(
                "Mail cannot be sent to the email address, or came back: correct it."
            ),
            "valid_phone": self.env._(
                "The phone number cannot be dialled: write it with its country, as in "
                "+98 912 345 6789."
            ),
            "valid_identity": self.env._(
                "The check digit of the national ID is wrong: ask for it again."
            ),
            "no_duplicate": self.env._(
                "Another customer may be the same one: merge them, or say that they "
                "are different."
            ),
            "fresh": self.env._(
                "Nothing was changed for two years: check address and phone."
            ),
        }
        for item in self:
            item.advice = advice.get(item.kind, False)

    def _is_asked_of(self, partner):
        names = CHECKED.get(self.kind)
        filled = not names or any(partner[name] for name in names)
        return filled and super()._is_asked_of(partner)

    def _get_asked_domain(self):
        asked = super()._get_asked_domain()
        if names := CHECKED.get(self.kind):
            asked &= Domain.OR(Domain(name, "not in", [False, ""]) for name in names)
        return asked

    def _get_complete_domain(self, company):
        self.ensure_one()
        if self.kind not in self._get_check_kinds():
            return super()._get_complete_domain(company)
        return getattr(self, f"_get_{self.kind}_domain")(company)

    def _get_check_kinds(self):
        """Return the kinds that ask for data to be right, not to be there."""
        return (
            "valid_email",
            "valid_phone",
            "valid_identity",
            "no_duplicate",
            "fresh",
        )

    def _get_valid_email_domain(self, _company):
        """Return the domain of addresses that are one, and did not bounce."""
        return Domain("email", "in", [False, ""]) | (
            Domain("email_normalized", "!=", False) & Domain("message_bounce", "=", 0)
        )

    def _get_valid_phone_domain(self, _company):
        """Return the domain of numbers that the host can dial."""
        return Domain("phone", "in", [False, ""]) | (
            Domain("phone_sanitized", "not in", [False, ""])
        )

    def _get_valid_identity_domain(self, company):
        """Return the domain of Iranian customers with right check digits, and others.

        A tax ID of 12 or 14 digits is an economic code, which has none; so has a
        number of registration, which is shorter than a legal entity's national ID.
        """
        iran = self.env.ref("base.ir")
        abroad = Domain("country_id", "!=", iran.id)
        if company.country_id == iran:
            abroad &= Domain("country_id", "!=", False)
        return abroad | Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                r"""(SELECT (vat = '' OR vat ~ '^(\d{12}|\d{14})$' OR %s)
                            AND (registry !~ '^\d{11}$' OR %s)
                       FROM (SELECT %s AS vat, %s AS registry) number)""",
                is_iranian_identity(SQL("vat")),
                is_iranian_identity(SQL("registry")),
                self._get_number_sql(SQL.identifier(alias, "vat")),
                self._get_number_sql(SQL.identifier(alias, "company_registry")),
            )
        )

    def _get_number_sql(self, column):
        return SQL(
            "upper(regexp_replace(COALESCE(%s, ''), '[^0-9A-Za-z]', '', 'g'))",
            fold_digits(column),
        )

    def _get_no_duplicate_domain(self, _company):
        """Return the domain of customers with no pair that is to be decided on."""
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                # not correlated: it is hashed, however many pairs there are
                """%s NOT IN (
                       SELECT partner_id FROM crm_duplicate WHERE state = 'open'
                        UNION ALL
                       SELECT duplicate_id FROM crm_duplicate
                        WHERE state = 'open' AND duplicate_id IS NOT NULL)""",
                SQL.identifier(alias, "id"),
            )
        )

    def _get_fresh_domain(self, _company):
        return Domain("write_date", ">=", f"-{FRESH_MONTHS}m")
