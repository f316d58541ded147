"""Scratch databases for the benchmarks: made, filled, measured and dropped."""

import os
import signal
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from psycopg2 import sql

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import close_db
from odoo.tools import SQL, config

YEARS = 3
# A multiplier that shares no factor with the numbers of customers used here,
# so that customers are met in an order that has nothing to do with their ids.
STRIDE = 611_953
# Nothing measured here looks a document up by a part of its number.
UNUSED_INDEX = "gin_trgm_ops"


def read_config():
    """Read the configuration of Odoo from ``CRM_CONF``; return ``CRM_DB``.

    Whoever is told to stop still drops its databases on the way out.
    """
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(143))
    config.parse_config(["-c", os.environ["CRM_CONF"], "--no-http"])
    return os.environ["CRM_DB"]


@contextmanager
def maintenance():
    """Yield a cursor in autocommit mode, for CREATE and DROP DATABASE."""
    connection = psycopg2.connect(
        dbname="postgres",
        host=config["db_host"] or None,
        port=config["db_port"] or None,
        user=config["db_user"] or None,
        password=config["db_password"] or None,
    )
    connection.autocommit = True
    try:
        with connection.cursor() as cr:
            yield cr
    finally:
        connection.close()


def clone(source, target):
    """Create ``target`` as a copy of ``source``, to which nobody is connected."""
    drop(target)
    with maintenance() as cr:
        cr.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(target), sql.Identifier(source)
            )
        )


def close(name):
    """Let go of a database, so that it can be copied, dropped or used anew."""
    if name in Registry.registries:
        Registry.delete(name)
    close_db(name)


def drop(name):
    close(name)
    with maintenance() as cr:
        cr.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
                sql.Identifier(name)
            )
        )


@contextmanager
def scratch(source, suffix):
    """Yield the name of a copy of ``source`` that lives as long as the block."""
    name = f"{source}_bench_{suffix}_{os.getpid()}"
    clone(source, name)
    try:
        yield name
    finally:
        drop(name)


@contextmanager
def environment(name):
    with Registry(name).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})


class Meter:
    """CPU seconds of a cursor's backend and of this process.

    The kernel keeps them in schedstat to the nanosecond, in stat only to the
    hundredth of a second, which is more than one request takes.
    """

    def __init__(self, cr):
        cr.execute("SELECT pg_backend_pid()")
        self.statistics = Path(f"/proc/{cr.fetchone()[0]}/schedstat")

    def backend(self):
        return int(self.statistics.read_text().split()[0]) / 1e9

    def total(self):
        return self.backend() + time.process_time()

    def measure(self, work):
        """Return the CPU seconds of ``work()``, ours and the backend's."""
        before = self.total()
        work()
        return self.total() - before


class Sales:
    """Customers and their documents over three years, written by SQL.

    Customers arrive evenly over the years, and whoever came earlier has bought
    more: a few hundreds of times, most a few times, many once.  A tenth are
    companies, half of whose orders come from a contact.  Rows lie in the order
    of their dates, as in a database that was filled by selling, and carry the
    columns that the host fills, because a scan pays for width.
    """

    def __init__(self, env, customers, documents):
        self.cr = env.cr
        self.customers = customers
        self.documents = documents
        self.company = env["res.company"].search([], order="id", limit=1)
        self.extra = self._get_extra_columns(env["sale.order"]._fields)
        self.last_partner = self._scalar("SELECT MAX(id) FROM res_partner")

    def load(self, basis):
        """Write customers and orders, or invoices, and gather statistics."""
        self.cr.execute("SELECT setseed(0.5)")
        self.company.crm_value_basis = basis
        self.company.env.flush_all()
        table = "sale_order" if basis == "order" else "account_move"
        with self._bare_table("res_partner"):
            self._insert_customers()
        with self._bare_table(table):
            getattr(self, f"_insert_{basis}s")()
        self.cr.commit()
        self.cr.execute(f"ANALYZE res_partner; ANALYZE {table}")
        self.cr.commit()

    def _get_extra_columns(self, fields):
        """Return name -> SQL of what modules that may be there fill on orders."""
        known = {
            "margin": SQL("ROUND(amount * 0.35, 2)"),
            "picking_policy": SQL("'direct'"),
            "warehouse_id": SQL(
                "(SELECT MIN(id) FROM stock_warehouse WHERE company_id = %s)",
                self.company.id,
            ),
        }
        return {name: sql for name, sql in known.items() if name in fields}

    def _scalar(self, query, *args):
        self.cr.execute(query, args)
        return self.cr.fetchone()[0]

    @contextmanager
    def _bare_table(self, table):
        """Fill without triggers and indexes; the indexes are built at the end."""
        self._set_defaults(table)
        self.cr.execute(
            """SELECT indexname, indexdef FROM pg_indexes
                WHERE tablename = %s AND indexname NOT IN (
                      SELECT conname FROM pg_constraint)""",
            [table],
        )
        indexes = self.cr.fetchall()
        for name, _definition in indexes:
            self.cr.execute(f'DROP INDEX "{name}"')
        self.cr.execute("SET LOCAL session_replication_role = replica")
        self.cr.execute("SET LOCAL maintenance_work_mem = '512MB'")
        yield
        for _name, definition in indexes:
            if UNUSED_INDEX not in definition:
                self.cr.execute(definition)
        self.cr.execute("SET LOCAL session_replication_role = origin")

    def _set_defaults(self, table):
        """Let columns that other modules require be as in a row that is there."""
        self.cr.execute(
            """SELECT column_name FROM information_schema.columns
                WHERE table_name = %s AND is_nullable = 'NO'
                  AND column_default IS NULL""",
            [table],
        )
        for (name,) in self.cr.fetchall():
            column, rows = SQL.identifier(name), SQL.identifier(table)
            self.cr.execute(SQL("SELECT %s::text FROM %s LIMIT 1", column, rows))
            for (value,) in self.cr.fetchall():
                self.cr.execute(
                    SQL(
                        "ALTER TABLE %s ALTER COLUMN %s SET DEFAULT %s",
                        rows,
                        column,
                        value,
                    )
                )

    def _insert_customers(self):
        """A company or person each, then a contact of each company."""
        self.cr.execute(
            """
            INSERT INTO res_partner (
                id, name, complete_name, commercial_partner_id, parent_id, type,
                is_company, active, partner_share, autopost_bills, lang, email,
                email_normalized, country_id, industry_id, color,
                customer_rank, supplier_rank, message_bounce,
                create_uid, write_uid, create_date, write_date)
            SELECT %(first)s + i, 'Customer ' || i, 'Customer ' || i,
                   %(first)s + CASE WHEN i > %(n)s THEN i - %(n)s ELSE i END,
                   CASE WHEN i > %(n)s THEN %(first)s + i - %(n)s END, 'contact',
                   i <= %(n)s / 10, TRUE, TRUE, 'ask', 'en_US',
                   'customer' || i || '@example.com',
                   'customer' || i || '@example.com',
                   country[1 + i %% 5], industry[1 + i %% 8], 0, 1, 0, 0,
                   1, 1, now(), now()
              FROM generate_series(1, %(n)s + %(n)s / 10) i,
                   (SELECT array_agg(id ORDER BY id) AS country
                      FROM res_country) c,
                   (SELECT array_agg(id ORDER BY id) AS industry
                      FROM res_partner_industry) d
            """,
            {"first": self.last_partner, "n": self.customers},
        )

    def _get_documents(self):
        """Return SQL (i, partner_id, moment, amount) of the documents."""
        return SQL(
            """
            SELECT i, moment, amount,
                   %(first)s + 1 + customer
                   + CASE WHEN customer < %(n)s / 10 AND i %% 2 = 0
                          THEN %(n)s ELSE 0 END AS partner_id
              FROM (SELECT i,
                           ordinal * %(stride)s %% %(n)s AS customer,
                           now()::timestamp - interval '1 day'
                               - %(days)s * (1 - i::float8 / %(rows)s)
                                 * interval '1 day'
                               - random() * interval '1 day' AS moment,
                           ROUND((20 * exp(random() * 4))::numeric, 2) AS amount
                      FROM (SELECT i,
                                   CASE WHEN arrived > (i - 1) * %(n)s / %(rows)s
                                        THEN arrived - 1
                                        ELSE FLOOR(arrived * power(random(), 1.5))
                                   END::bigint AS ordinal
                              FROM (SELECT i, i * %(n)s / %(rows)s AS arrived
                                      FROM generate_series(1::bigint, %(rows)s) i
                                   ) series) choice) document
            """,
            first=self.last_partner,
            n=self.customers,
            rows=self.documents,
            stride=STRIDE,
            days=365 * YEARS,
        )

    def _insert_orders(self):
        self.cr.execute(
            SQL(
                """
            INSERT INTO sale_order (
                id, company_id, partner_id, partner_invoice_id,
                partner_shipping_id, currency_id, user_id, team_id,
                name, state, invoice_status, date_order, currency_rate,
                amount_untaxed, amount_tax, amount_total, access_token,
                locked, require_signature, require_payment, prepayment_percent,
                create_uid, write_uid, create_date, write_date %(extra_columns)s)
            SELECT (SELECT MAX(id) FROM sale_order) + i, %(company)s, partner_id,
                   partner_id, partner_id, %(currency)s, %(user)s, %(team)s,
                   'S' || lpad(i::text, 9, '0'),
                   CASE WHEN i %% 20 = 0 THEN 'draft'
                        WHEN i %% 33 = 0 THEN 'cancel' ELSE 'sale' END,
                   'invoiced', moment, 1.0, amount, ROUND(amount * 0.21, 2),
                   ROUND(amount * 1.21, 2), md5(i::text),
                   FALSE, TRUE, TRUE, 1.0, 1, 1, moment, moment %(extra)s
              FROM (%(documents)s) document
            """,
                extra_columns=SQL("").join(
                    SQL(", %s", SQL.identifier(name)) for name in self.extra
                ),
                extra=SQL("").join(SQL(", %s", sql) for sql in self.extra.values()),
                documents=self._get_documents(),
                **self._get_common(),
            )
        )

    def _insert_invoices(self):
        self.cr.execute(
            SQL(
                """
            INSERT INTO account_move (
                id, company_id, journal_id, partner_id, commercial_partner_id,
                partner_shipping_id, currency_id, team_id, invoice_user_id,
                name, sequence_prefix, sequence_number, payment_reference,
                state, move_type, auto_post, payment_state, date, invoice_date,
                invoice_date_due, invoice_currency_rate,
                amount_untaxed, amount_tax, amount_total, amount_residual,
                amount_untaxed_signed, amount_tax_signed, amount_total_signed,
                amount_untaxed_in_currency_signed, amount_total_in_currency_signed,
                amount_residual_signed, checked, posted_before, access_token,
                create_uid, write_uid, create_date, write_date)
            SELECT (SELECT MAX(id) FROM account_move) + i, %(company)s,
                   (SELECT MIN(id) FROM account_journal
                     WHERE type = 'sale' AND company_id = %(company)s),
                   partner_id, contact.commercial_partner_id, partner_id,
                   %(currency)s, %(team)s, %(user)s, 'INV/' || lpad(i::text, 9, '0'),
                   'INV/', i, 'INV/' || lpad(i::text, 9, '0'), 'posted',
                   CASE WHEN i %% 50 = 0 THEN 'out_refund' ELSE 'out_invoice' END,
                   'no', CASE WHEN i %% 10 = 0 THEN 'not_paid' ELSE 'paid' END,
                   moment::date, moment::date, moment::date + 30, 1.0,
                   amount, ROUND(amount * 0.21, 2), ROUND(amount * 1.21, 2),
                   CASE WHEN i %% 10 = 0 THEN ROUND(amount * 1.21, 2) ELSE 0 END,
                   amount * sign, ROUND(amount * 0.21, 2) * sign,
                   ROUND(amount * 1.21, 2) * sign, amount * sign,
                   ROUND(amount * 1.21, 2) * sign,
                   CASE WHEN i %% 10 = 0 THEN ROUND(amount * 1.21, 2) * sign
                        ELSE 0 END,
                   TRUE, TRUE, md5(i::text), 1, 1, moment, moment
              FROM (%(documents)s) document
              JOIN res_partner contact ON contact.id = document.partner_id
              JOIN LATERAL (SELECT CASE WHEN i %% 50 = 0 THEN -1 ELSE 1 END AS sign
                   ) s ON TRUE
             ORDER BY i
            """,
                documents=self._get_documents(),
                **self._get_common(),
            )
        )

    def _get_common(self):
        return {
            "company": self.company.id,
            "currency": self.company.currency_id.id,
            "user": self._scalar("SELECT MIN(id) FROM res_users WHERE active"),
            "team": self._scalar("SELECT MIN(id) FROM crm_team"),
        }
