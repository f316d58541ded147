"""The CDNOW purchase histories as customers, orders and invoices in Odoo.

2,357 customers of a music shop who first bought in the first quarter of 1997,
followed until the end of June 1998: the data that the models' published
figures are about.  The file comes with the development-only package
``lifetimes``; nothing of it is part of the add-ons.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time
from importlib.metadata import files

FILE = "CDNOW_sample.txt"
SHA256 = "6fae10155c0b0ba363c2c386e30f77990d22328220efd862a5edd1443420d94a"
COMPANY = "CDNOW"
LAST_DAY = date(1998, 6, 30)
# 9 months are the 39 weeks of the published test
HORIZON = 9
BATCH = 250
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_notrack": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
}


@dataclass(frozen=True)
class Purchase:
    """One line of the file: who bought when, how many discs, for how much."""

    customer: str
    day: date
    discs: int
    amount: float


def read_purchases():
    """Return all purchases, oldest first.

    :raise FileNotFoundError: when the development requirements are missing
    :raise ValueError: when the file is not the published one
    """
    paths = [path for path in files("lifetimes") or [] if path.name == FILE]
    if not paths:
        raise FileNotFoundError(f"{FILE} is not in the installed package lifetimes")
    content = paths[0].read_binary()
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise ValueError(f"{FILE} differs from the published data")
    purchases = []
    for line in content.decode().splitlines():
        master, _sample, day, discs, amount = line.split()
        purchases.append(
            Purchase(
                master,
                datetime.strptime(day, "%Y%m%d").date(),
                int(discs),
                float(amount),
            )
        )
    return sorted(purchases, key=lambda purchase: purchase.day)


def load(env, purchases, basis="order", invoice=True, commit=False, say=print):
    """Bring purchases in through the ORM, as the company's people would.

    Batches that are in the database already are skipped, so that an
    interrupted load goes on where it stopped.

    :param env: environment of a user with all rights
    :param list purchases: of :class:`Purchase`, oldest first
    :param invoice: whether to invoice and post each order as well
    :param commit: whether to commit after each batch
    :param say: called with a line of progress
    :return: res.company that holds the histories
    """
    company = _prepare_company(env, basis)
    env = env(context={**env.context, **QUIET, "allowed_company_ids": company.ids})
    partners = _prepare_partners(env, company, purchases)
    product = _prepare_product(env, company)
    known = set(
        env["sale.order"]
        .search([("company_id", "=", company.id)])
        .mapped("client_order_ref")
    )
    for start in range(0, len(purchases), BATCH):
        batch = [
            (f"CDNOW-{number:05d}", purchase)
            for number, purchase in enumerate(purchases[start : start + BATCH], start)
            if f"CDNOW-{number:05d}" not in known
        ]
        if batch:
            _load_batch(env, company, partners, product, batch, invoice)
            if commit:
                env.cr.commit()
            env.invalidate_all()
        say(f"{min(start + BATCH, len(purchases))} of {len(purchases)} purchases")
    return company


def open_refresh(env, company):
    """Return the refresh that new settings asked for, or a new one."""
    Refresh = env["crm.value.refresh"]
    return Refresh.search(
        [("company_id", "=", company.id), ("state", "in", ("waiting", "running"))]
    ) or Refresh.create({"company_id": company.id})


def _prepare_company(env, basis):
    company = env["res.company"].search([("name", "=", COMPANY)])
    if not company:
        company = env["res.company"].create(
            {"name": COMPANY, "currency_id": env.ref("base.USD").id}
        )
        env.user.company_ids |= company
    if not company.chart_template:
        env["account.chart.template"].try_loading(
            "generic_coa", company, install_demo=False
        )
    company.write(
        {
            "crm_value_basis": basis,
            "crm_value_horizon": HORIZON,
            "crm_value_as_of_date": LAST_DAY,
            "crm_timezone": "UTC",
        }
    )
    return company


def _prepare_partners(env, company, purchases):
    names = dict.fromkeys(f"Customer {purchase.customer}" for purchase in purchases)
    Partner = env["res.partner"]
    known = Partner.search(
        [("company_id", "=", company.id), ("name", "in", list(names))]
    )
    missing = [name for name in names if name not in set(known.mapped("name"))]
    known |= Partner.create(
        [{"name": name, "company_id": company.id} for name in missing]
    )
    return {partner.name: partner.id for partner in known}


def _prepare_product(env, company):
    Product = env["product.product"]
    domain = [("default_code", "=", "CDNOW"), ("company_id", "=", company.id)]
    return Product.search(domain) or Product.create(
        {
            "name": "Compact Discs",
            "default_code": "CDNOW",
            # goods would make transfers where the warehouse is installed
            "type": "service",
            "company_id": company.id,
            "taxes_id": False,
            "invoice_policy": "order",
        }
    )


def _load_batch(env, company, partners, product, batch, invoice):
    """Create, confirm, invoice and post the orders of one batch."""
    orders = env["sale.order"].create(
        [
            {
                "partner_id": partners[f"Customer {purchase.customer}"],
                "company_id": company.id,
                "client_order_ref": reference,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "name": product.name,
                            "product_uom_qty": 1,
                            "price_unit": purchase.amount,
                            "tax_ids": False,
                        },
                    )
                ],
            }
            for reference, purchase in batch
        ]
    )
    orders.action_confirm()
    # Confirming stamps the present moment; these orders are of their own day.
    by_day = defaultdict(env["sale.order"].browse)
    for order, (_reference, purchase) in zip(orders, batch, strict=True):
        by_day[purchase.day] |= order
    for day, of_day in by_day.items():
        of_day.date_order = datetime.combine(day, time(12))
    if invoice:
        invoices = orders._create_invoices(grouped=True)
        by_day = defaultdict(env["account.move"].browse)
        for move in invoices:
            order = move.line_ids.sale_line_ids.order_id
            by_day[order.date_order.date()] |= move
        for day, of_day in by_day.items():
            of_day.invoice_date = day
        invoices.action_post()
