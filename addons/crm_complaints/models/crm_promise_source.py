from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..promise_calendar import start_of_local_day


class Source(NamedTuple):
    """The documents that a kind of promise is measured by.

    ``started`` names the date that decides which version was promised; ``domain``
    the documents to which any promise applies, cancelled ones never.
    """

    model: str
    started: str
    domain: list


class CrmPromiseSource(models.AbstractModel):
    """Where the documents of a promise are, and when each of them was done.

    An add-on that knows another end brings a kind, a :class:`Source` for it, and a
    method ``_select_<kind>`` like those here.
    """

    _name = "crm.promise.source"
    _description = "Documents That a Promise Is Measured By"

    @api.model
    def _get_sources(self):
        """Return {kind: Source} of what is measured without anybody's doing."""
        return {
            "request_answer": Source(
                "crm.request", "create_date", [("state", "!=", "cancelled")]
            ),
            "order_invoice": Source(
                "sale.order",
                "date_order",
                [("state", "=", "sale"), ("amount_total", ">", 0)],
            ),
            "complaint_response": Source(
                "crm.complaint",
                "received_date",
                [("state", "not in", ("merged", "invalid"))],
            ),
        }

    def _get_document_domain(self, scoped=True):
        """Return the Domain of the documents that the promise can be about."""
        self.ensure_one()
        domain = Domain(self._get_sources()[self.kind].domain)
        domain &= Domain("company_id", "=", self.company_id.id)
        return domain & self._parse_scope() if scoped else domain

    def _select_documents(self, first, last):
        """Return SQL of the documents that began from ``first`` to ``last``.

        Its columns: ``id``, ``name``, ``started``, ``base`` from which on the limit
        runs, ``ended`` (NULL while it is not), ``partner_id``, ``order_id``,
        ``request_id``, ``complaint_id``, ``amount`` and ``currency_id``.

        :param last: None for no end
        """
        self.ensure_one()
        source = self._get_sources()[self.kind]
        timezone = self.company_id.crm_timezone
        domain = self._get_document_domain()
        domain &= Domain(source.started, ">=", start_of_local_day(first, timezone))
        if last:
            end = start_of_local_day(last, timezone)
            domain &= Domain(source.started, "<", end)
        Model = self.env[source.model].sudo().with_context(active_test=False)
        return getattr(self, f"_select_{self.kind}")(Model._search(domain).subselect())

    def _select_request_answer(self, ids):
        """A request is answered when one of us writes to the customer, or ends it."""
        return SQL(
            """SELECT source.id, source.number AS name, source.create_date AS started,
                      source.create_date AS base,
                      LEAST(answer.date, CASE source.state WHEN 'done'
                                         THEN source.done_date END) AS ended,
                      source.partner_id, NULL::int AS order_id,
                      source.id AS request_id, NULL::int AS complaint_id,
                      NULL::numeric AS amount, NULL::int AS currency_id
                 FROM crm_request source
                 LEFT JOIN (
                      SELECT message.res_id, MIN(message.date) AS date
                        FROM mail_message message
                        JOIN res_users author ON author.partner_id = message.author_id
                       WHERE message.model = 'crm.request'
                         AND message.res_id IN %(ids)s
                         AND message.message_type IN ('comment', 'email_outgoing')
                         AND message.subtype_id = %(comment)s
                         AND message.is_internal IS NOT TRUE
                         AND NOT author.share
                       GROUP BY message.res_id) answer ON answer.res_id = source.id
                WHERE source.id IN %(ids)s""",
            ids=ids,
            comment=self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment"),
        )

    def _select_order_invoice(self, ids):
        """An order is invoiced on the day of its first invoice that was posted."""
        return self._select_orders(
            ids,
            SQL(
                """SELECT line.order_id,
                          MIN(move.invoice_date)::timestamp AT TIME ZONE %s
                              AT TIME ZONE 'UTC' AS ended
                     FROM sale_order_line line
                     JOIN sale_order_line_invoice_rel rel
                       ON rel.order_line_id = line.id
                     JOIN account_move_line item ON item.id = rel.invoice_line_id
                     JOIN account_move move ON move.id = item.move_id
                    WHERE move.move_type = 'out_invoice' AND move.state = 'posted'
                      AND line.order_id IN %s
                    GROUP BY line.order_id""",
                self.company_id.crm_timezone,
                ids,
            ),
            # dated before the order came in: done at once
            ended=SQL("GREATEST(done.ended, source.date_order)"),
        )

    def _select_orders(self, ids, done, ended=None, base=None, inner=False):
        """Return SQL of orders as documents.

        :param done: SQL of a table with a row ``order_id``, ``ended`` for orders that
            are done
        :param inner: whether orders without such a row are none of the promise's
        """
        return SQL(
            """SELECT source.id, source.name, source.date_order AS started,
                      %(base)s AS base,
                      CASE WHEN done.ended IS NULL THEN NULL ELSE %(ended)s
                      END AS ended,
                      source.partner_id, source.id AS order_id,
                      NULL::int AS request_id, NULL::int AS complaint_id,
                      source.amount_total AS amount, source.currency_id
                 FROM sale_order source
                 %(join)s JOIN (%(done)s) done ON done.order_id = source.id
                WHERE source.id IN %(ids)s""",
            base=base or SQL("source.date_order"),
            ended=ended or SQL("done.ended"),
            join=SQL("INNER") if inner else SQL("LEFT"),
            done=done,
            ids=ids,
        )

    def _select_complaint_response(self, ids):
        """A complaint is answered by the first response that its clocks know of.

        Its number stays out of the name: activities keep that for ever.
        """
        return SQL(
            """SELECT source.id, NULL AS name,
                      source.received_date AS started, source.received_date AS base,
                      source.first_response_date AS ended,
                      source.partner_id, NULL::int AS order_id,
                      NULL::int AS request_id, source.id AS complaint_id,
                      NULL::numeric AS amount, NULL::int AS currency_id
                 FROM crm_complaint source
                WHERE source.id IN %s""",
            ids,
        )
