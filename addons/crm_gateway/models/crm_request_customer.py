from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize, parse_contact_from_email

from ..sql import fold_phone
from .crm_request import INTERNAL, OPEN_STATES

DUPLICATE_DAYS = 30


class CrmRequestCustomer(models.Model):
    """Who asks: the contact of it, and the requests that look like the same one."""

    _inherit = "crm.request"

    email_normalized = fields.Char(
        "E-mail in One Spelling",
        compute="_compute_email_normalized",
        store=True,
        index="btree_not_null",
        groups=INTERNAL,
    )
    duplicate_ids = fields.Many2many(
        "crm.request",
        compute="_compute_duplicate_ids",
        string="Possible Duplicates",
        groups=INTERNAL,
    )

    @api.depends("email_from")
    def _compute_email_normalized(self):
        for request in self:
            request.email_normalized = email_normalize(request.email_from, strict=False)

    @api.depends("partner_id", "email_normalized", "phone", "type_id")
    def _compute_duplicate_ids(self):
        since = fields.Datetime.now() - timedelta(days=DUPLICATE_DAYS)
        for request in self:
            same = request._get_same_address_domain("phone")
            if customer := request.commercial_partner_id:
                same |= Domain("commercial_partner_id", "=", customer.id)
            request.duplicate_ids = self.search(
                same
                & Domain("id", "not in", request._origin.ids)
                & Domain("type_id", "=", request.type_id.id)
                & Domain("company_id", "=", request.company_id.id)
                & Domain("state", "in", OPEN_STATES)
                & Domain("create_date", ">=", since),
                limit=5,
            )

    def _get_same_address_domain(self, *phones):
        """Return the Domain of records with the e-mail or the phone of who asks.

        Both are compared as they are when duplicates are looked for: however they
        were typed.

        :param phones: the records' fields for it; the first that is filled counts
        """
        self.ensure_one()
        same = Domain.FALSE
        if self.email_normalized:
            same |= Domain("email_normalized", "=", self.email_normalized)
        if self.phone:
            # PostgreSQL has no such character
            asked = SQL("%s", self.phone.replace("\0", ""))

            def to_sql(model, alias, query):
                columns = (
                    SQL("NULLIF(%s, '')", model._field_to_sql(alias, name, query))
                    for name in phones
                )
                known = SQL("COALESCE(%s)", SQL(", ").join(columns))
                return SQL("%s = %s", fold_phone(known), fold_phone(asked))

            same |= Domain.custom(to_sql=to_sql)
        return same

    def _ensure_partner(self):
        """Return the customer: the contact who asks, found or made if need be."""
        self.ensure_one()
        if not self.partner_id:
            vals = self._prepare_partner_vals()
            self.partner_id = self._find_partner() or self.env["res.partner"].create(
                vals
            )
            self.message_subscribe(self.partner_id.ids)
        return self.partner_id

    def _get_link_author(self):
        """Return in whose name the holder of the link acts: nobody's, if unknown."""
        self.ensure_one()
        known = self.partner_name or self.email_from or self.phone
        return self._ensure_partner() if known else self.partner_id

    def _find_partner(self):
        """Return the contact with the e-mail or the phone of who asks, if it is clear.

        Two customers who share a phone leave it to people to decide. None of
        ourselves: whoever types a colleague's address does not become the colleague.
        """
        same = self.sudo()._get_same_address_domain("phone_sanitized", "phone")
        partners = self.env["res.partner"].search(
            same
            & Domain("company_id", "in", [False, self.company_id.id])
            & Domain("partner_share", "=", True),
            order="id",
        )
        if len(partners.commercial_partner_id) != 1:
            return partners.browse()
        email = self.sudo().email_normalized
        return partners.sorted(lambda p: bool(email) and p.email_normalized != email)[0]

    def _prepare_partner_vals(self):
        """Return the values of a contact made of who asks.

        :raise UserError: when nothing is known of them
        """
        name, email = parse_contact_from_email(self.email_from)
        name = self.partner_name or name or email or self.email_from or self.phone
        if not name:
            raise UserError(
                self.env._(
                    "Who asks? Choose the customer of %s, or write a name.",
                    self.display_name,
                )
            )
        return {
            "name": name,
            "email": email or self.email_from,
            "phone": self.phone,
            "company_id": False,
        }

    def _get_customer_information(self):
        information = super()._get_customer_information()
        for request in self.filtered(lambda r: r.email_from and not r.partner_id):
            information.setdefault(request.email_from, {}).update(
                {
                    "name": request.partner_name or request.email_from,
                    "phone": request.phone,
                }
            )
        return information

    def action_open_duplicates(self):
        """Open the requests that look like this one."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_gateway.crm_request_action"
        )
        action["domain"] = [("id", "in", (self.duplicate_ids | self).ids)]
        action["context"] = {}
        return action
