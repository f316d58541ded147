from odoo import api, fields, models
from odoo.exceptions import MissingError
from odoo.fields import Domain

TIMELINE_LENGTH = 30
CONTACTS_SHOWN = 6


class CrmCustomerProfile(models.AbstractModel):
    """All that is known of one customer, for the web client, in one call.

    An add-on brings a section with a name in :meth:`_get_sections` and a method
    ``_prepare_<name>(customer)``.  The client draws what it returns and needs no
    code for it; None or {} where the user has no right to it.  All keys but
    ``title`` may be left out:

    ``title``, ``icon`` (``fa-...``), ``column`` (``main`` or ``side``)
    ``tiles``: figures for the top of the page, ``facts``: figures of the section;
        made with :meth:`_make_figure`
    ``chart``: dict ``labels`` of the bars and ``series``: dicts ``label``, ``values``
        in the company's currency; ``stacked``: the series stand on each other
    ``items``: what can be opened, made with :meth:`_make_item`
    ``more``: dict ``label``, ``action`` (XML id), ``domain``, ``context``
    ``create``: dict ``label``, ``res_model``, ``context`` of a new document
    ``empty``: what to do, where there are no items and no chart

    Everything is read with the caller's rights, and in a number of queries that
    does not depend on how much there is.  Sums are those of the current company,
    in its currency.
    """

    _name = "crm.customer.profile"
    _description = "Customer Profile"

    @api.model
    @api.readonly
    def get_profile(self, partner_id):
        """Return the profile of the customer to whom a contact belongs.

        :param int partner_id: the customer or one of its contacts
        :return: dict ``id``, ``name``, ``currency_id``, ``company``, ``actions``,
            ``sections``: list of dicts as above, each with its ``name``
        :raise AccessError: for users who may not see touchpoints or the contact
        """
        self.env["crm.touchpoint"].check_access("read")
        partner = self.env["res.partner"]
        if isinstance(partner_id, int):
            partner = partner.browse(partner_id).exists()
        if not partner:
            raise MissingError(self.env._("This customer does not exist any more."))
        partner.check_access("read")
        customer = partner.commercial_partner_id
        customer.check_access("read")
        sections = []
        for name in self._get_sections():
            section = getattr(self, f"_prepare_{name}")(customer)
            if section:
                sections.append({"name": name, **section})
        return {
            "id": customer.id,
            "name": customer.display_name,
            "company": self.env.company.name,
            "currency_id": self.env.company.currency_id.id,
            "actions": self._prepare_actions(customer),
            "sections": sections,
        }

    @api.model
    def _get_sections(self):
        """Return the names of the sections, in the order of the page."""
        return ["coming", "orders", "opportunities", "money", "identity", "timeline"]

    @api.model
    def _prepare_actions(self, customer):
        """Return what can be started from here: as ``create`` of a section."""
        actions = []
        if self.env["sale.order"].has_access("create"):
            actions.append(self._make_quotation(customer))
        if self.env["crm.lead"].has_access("create"):
            actions.append(self._make_opportunity(customer))
        return actions

    # ----------------------------------------------------------------------
    # For sections
    # ----------------------------------------------------------------------

    @api.model
    def _of_customer(self, customer, contact="partner_id"):
        """Domain of the customer's documents that count in the current company."""
        return Domain(f"{contact}.commercial_partner_id", "=", customer.id) & Domain(
            "company_id", "in", (self.env.company.id, False)
        )

    @api.model
    def _make_figure(self, label, value, kind="text", tone=None):
        """Return a figure with its label.

        :param kind: how it is shown: text, integer, float, percentage, monetary,
            date, email, phone or url
        :param tone: success, warning, danger or None
        """
        return {"label": label, "value": value, "kind": kind, "tone": tone}

    @api.model
    def _make_item(self, title, record=None, **values):
        """Return a line that opens ``record``.

        :param values: ``detail``, ``badge`` (text), ``tone`` of the badge, ``date``
            (date or datetime), ``value`` and ``kind`` as in a figure,
            ``currency_id`` of another currency, ``user`` (res.users),
            ``button``: dict ``label``, and the public ``method`` to call on the
            record ``res_model``, ``res_id``; it may return an action
        """
        user = values.pop("user", None)
        date = values.pop("date", None)
        return {
            "title": title,
            "date": fields.Datetime.to_string(date)
            if hasattr(date, "hour")
            else fields.Date.to_string(date),
            "user_id": user.id if user else False,
            "user": user.name if user else False,
            "res_model": record._name if record else False,
            "res_id": record.id if record else False,
            **values,
        }

    @api.model
    def _make_quotation(self, customer):
        return {
            "label": self.env._("New Quotation"),
            "res_model": "sale.order",
            "context": {"default_partner_id": customer.id},
        }

    @api.model
    def _make_opportunity(self, customer):
        return {
            "label": self.env._("New Opportunity"),
            "res_model": "crm.lead",
            "context": {
                "default_partner_id": customer.id,
                "default_type": "opportunity",
            },
        }

    # ----------------------------------------------------------------------
    # Who they are, and what happened
    # ----------------------------------------------------------------------

    @api.model
    def _prepare_identity(self, customer):
        figure = self._make_figure
        facts = [
            figure(self.env._("Email"), customer.email, "email"),
            figure(self.env._("Phone"), customer.phone, "phone"),
            figure(self.env._("Website"), customer.website, "url"),
            figure(self.env._("Address"), customer.contact_address_inline),
            figure(self.env._("Tax ID"), customer.vat),
            figure(self.env._("Industry"), customer.industry_id.name),
            figure(self.env._("Salesperson"), customer.user_id.name),
            figure(
                self.env._("Known since"),
                customer.create_date.date().isoformat(),
                "date",
            ),
        ]
        contacts = self.env["res.partner"].search(
            [("commercial_partner_id", "=", customer.id), ("id", "!=", customer.id)],
            limit=CONTACTS_SHOWN,
            order="type, name, id",
        )
        return {
            "title": self.env._("About"),
            "icon": "fa-address-card-o",
            "column": "side",
            "is_company": customer.is_company,
            "is_archived": not customer.active,
            "tags": [
                {"id": tag.id, "name": tag.name, "color": tag.color}
                for tag in customer.category_id
            ],
            "facts": [fact for fact in facts if fact["value"]],
            "items": [
                self._make_item(
                    contact.name or contact.display_name,
                    contact,
                    detail=" · ".join(
                        filter(None, (contact.function, contact.phone, contact.email))
                    ),
                )
                for contact in contacts
            ],
        }

    @api.model
    def _prepare_timeline(self, customer):
        touchpoints = self.env["crm.touchpoint"].search_fetch(
            [("commercial_partner_id", "=", customer.id)], limit=TIMELINE_LENGTH
        )
        kinds = dict(touchpoints._fields["kind"]._description_selection(self.env))
        # prefetched all at once; each line of the client's list has just names
        return {
            "title": self.env._("Timeline"),
            "icon": "fa-history",
            "column": "main",
            "items": [
                {
                    **self._make_item(
                        touchpoint.name or kinds[touchpoint.kind],
                        detail=touchpoint.preview,
                        date=touchpoint.date,
                        badge=kinds[touchpoint.kind],
                        value=touchpoint.amount or False,
                        kind="monetary",
                        currency_id=touchpoint.currency_id.id,
                        user=touchpoint.user_id,
                    ),
                    "id": touchpoint.id,
                    "touchpoint": touchpoint.kind,
                    "direction": touchpoint.direction,
                    "contact": touchpoint.partner_id != customer
                    and touchpoint.partner_id.name,
                    "res_model": touchpoint.res_model,
                    "res_id": touchpoint.res_id,
                }
                for touchpoint in touchpoints
            ],
            "more": len(touchpoints) == TIMELINE_LENGTH
            and {
                "label": self.env._("Whole Timeline"),
                "action": "crm_gateway.crm_touchpoint_action_partner",
                "context": {"search_default_commercial_partner_id": customer.id},
            },
            "empty": self.env._(
                "Nothing passed between you and this customer yet. Write a message, "
                "plan a call or send a quotation: it shows up here by itself."
            ),
        }
