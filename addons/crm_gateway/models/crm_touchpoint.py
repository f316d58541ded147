from collections.abc import Collection

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# A touchpoint's id holds the id of its source, and below it the number of the
# source's model.  51 bits in all: the web client's numbers are exact up to 53.
MODEL_BITS = 20
COLUMNS = {
    "kind": SQL("varchar"),
    "date": SQL("timestamp"),
    "partner_id": SQL("int4"),
    "commercial_partner_id": SQL("int4"),
    "company_id": SQL("int4"),
    "user_id": SQL("int4"),
    "direction": SQL("varchar"),
    "name": SQL("varchar"),
    "amount": SQL("numeric"),
    "currency_id": SQL("int4"),
    "res_model": SQL("varchar"),
    "res_id": SQL("int4"),
}
# A day without a time is shown as noon in UTC, which is the same day nearly
# everywhere.
NOON = SQL("interval '12 hours'")


class CrmTouchpoint(models.Model):
    """Everything that passed between a customer and us, as one stream.

    Nothing is stored: each branch selects from the documents themselves, and only
    from those that the current user may read.  The rights are part of the table,
    so that no way of reading (list, groups, export, by id) leads round them.

    An add-on extends :meth:`_get_branches`, gives ``kind`` its value, and names
    in ``_depends`` what its branch reads.
    """

    _name = "crm.touchpoint"
    _inherit = ["crm.document.row"]
    _description = "Touchpoint"
    _auto = False
    _order = "date desc, id desc"

    kind = fields.Selection(
        [
            ("message", "Message"),
            ("call", "Call"),
            ("meeting", "Meeting"),
            ("opportunity", "Opportunity"),
            ("quotation", "Quotation"),
            ("order", "Order"),
            ("invoice", "Invoice"),
            ("credit_note", "Credit Note"),
            ("payment", "Payment"),
        ],
        readonly=True,
    )
    date = fields.Datetime(readonly=True)
    partner_id = fields.Many2one("res.partner", "Contact", readonly=True)
    commercial_partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", "Responsible", readonly=True)
    direction = fields.Selection(
        [
            ("in", "From the customer"),
            ("out", "To the customer"),
            ("internal", "Internal note"),
        ],
        readonly=True,
    )
    name = fields.Char("Subject", readonly=True)
    # No total: an order and its invoice and payment are the same money.
    amount = fields.Monetary(readonly=True, aggregator=None)
    currency_id = fields.Many2one("res.currency", readonly=True)
    res_model = fields.Char("Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", readonly=True
    )
    preview = fields.Char(compute="_compute_preview", compute_sudo=False)

    def _compute_preview(self):
        """Show how a message begins; the host checks again who may read it."""
        model_id = self.env["ir.model"]._get_id("mail.message")
        by_message = {
            touchpoint.id >> MODEL_BITS: touchpoint
            for touchpoint in self
            if touchpoint.id % (1 << MODEL_BITS) == model_id
        }
        self.preview = False
        messages = self.env["mail.message"].browse(by_message)
        for message in messages._filtered_access("read"):
            by_message[message.id].preview = message.preview

    # ----------------------------------------------------------------------
    # Rights
    # ----------------------------------------------------------------------

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        """Look given ids up in their sources, by primary key."""
        domain = Domain(domain)
        if getattr(domain, "field_expr", None) == "id":
            ids = [domain.value] if domain.operator == "=" else domain.value
            if domain.operator in ("in", "=") and isinstance(ids, Collection):
                self = self._narrow(ids)  # noqa: PLW0642
        return super()._search(domain, offset, limit, order, **kwargs)

    def exists(self):
        found = super(CrmTouchpoint, self._narrow(self.ids)).exists()
        return found.with_env(self.env)

    def _narrow(self, ids):
        """Return the same records, with a table that holds no others than ``ids``."""
        ids = frozenset(id_ for id_ in ids if isinstance(id_, int))
        return self.with_context(touchpoint_ids=ids)

    # ----------------------------------------------------------------------
    # The table
    # ----------------------------------------------------------------------

    @property
    def _table_query(self):
        # The first branch has no rows; it names the columns and tells their types.
        head = SQL(", ").join(
            SQL("NULL::%s AS %s", kind, SQL.identifier(name))
            for name, kind in {"id": SQL("int8"), **COLUMNS}.items()
        )
        return SQL(" UNION ALL ").join(
            [SQL("SELECT %s WHERE FALSE", head), *self._get_branches().values()]
        )

    @api.model
    def _get_branches(self):
        """Return name -> SQL of a SELECT; see :meth:`_make_branch`.

        An add-on adds its own to what ``super()`` returns.  A branch that the
        current user has no access to is left out.
        """
        return {}

    @api.model
    def _add_rules(self, query, model, alias):
        """Narrow ``query`` to the rows of ``alias`` that record rules leave.

        For a model that the host checks in Python beside its rules: there
        ``_search`` would read all rows.  What Python checks is up to the caller.

        :return: the query, or None if the user has no access at all
        """
        Model = self.env[model].with_context(active_test=False)
        if query is None or not Model.has_access("read"):
            return None
        if not self.env.su:
            domain = self.env["ir.rule"]._compute_domain(model, "read")
            if not domain.is_true():
                rows = Model.sudo()._search(domain)
                query.add_where(
                    SQL("%s IN %s", SQL.identifier(alias, "id"), rows.subselect())
                )
        return query

    @api.model
    def _make_branch(self, query, source, contact, alias=None, **columns):
        """Return the SQL of a branch: one touchpoint for each row of ``query``.

        :param query: Query of rows that the current user may read; with None the
            branch is None too
        :param source: name of the model whose id makes the touchpoint's id; two
            branches may share it if no record is in both
        :param contact: SQL of the contact's id; rows without one are left out
        :param alias: table of ``source`` in the query, if it is not its own
        :param columns: SQL of each of ``COLUMNS`` that has a value;
            ``commercial_partner_id`` is the contact's unless given
        """
        if query is None:
            return None
        query.order = None
        id_column = SQL.identifier(alias or self.env[source]._table, "id")
        wanted = self.env.context.get("touchpoint_ids")
        model_id = self.env["ir.model"]._get_id(source)
        # Only our own code can put such a set there: a caller's JSON has none.
        if isinstance(wanted, frozenset):
            ids = [
                id_ >> MODEL_BITS
                for id_ in wanted
                if id_ % (1 << MODEL_BITS) == model_id
            ]
            query.add_where(SQL("%s = ANY(%s)", id_column, ids))
        query.add_join(
            "JOIN", "contact", "res_partner", SQL("contact.id = %s", contact)
        )
        columns = {
            "partner_id": SQL("contact.id"),
            "commercial_partner_id": SQL("contact.commercial_partner_id"),
            **columns,
        }
        return query.select(
            SQL("%s::int8 * %s + %s AS id", id_column, 1 << MODEL_BITS, model_id),
            *(
                SQL(
                    "CAST(%s AS %s) AS %s",
                    columns.get(name, SQL("NULL")),
                    kind,
                    SQL.identifier(name),
                )
                for name, kind in COLUMNS.items()
            ),
        )
