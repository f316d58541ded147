"""Exchange rates of the past, for amounts that are added over companies."""

from odoo.tools import SQL


def rate_on_day(company, currency, day: SQL) -> SQL:
    """Return SQL of the factor from ``company``'s currency to ``currency``.

    The factor holds on ``day`` (SQL of type date) by the rates that the
    company's root company keeps, or the shared ones.  It is NULL, never 1,
    where no rate is known on or before that day: a sum that silently takes
    100 USD for 100 EUR is worse than none.

    :param company: res.company of one record
    :param currency: res.currency of one record to convert to
    """
    if company.currency_id == currency:
        return SQL("1.0::float8")
    return SQL(
        "(%s / %s)",
        _quoted_rate(company, currency, day),
        _quoted_rate(company, company.currency_id, day),
    )


def _quoted_rate(company, currency, day: SQL) -> SQL:
    """SQL of the units of ``currency`` for one unit of the base currency."""
    quoted = SQL(
        """(SELECT rate.rate::float8
              FROM res_currency_rate rate
             WHERE rate.currency_id = %s
               AND rate.name <= %s
               AND (rate.company_id IS NULL OR rate.company_id = %s)
             ORDER BY rate.company_id, rate.name DESC
             LIMIT 1)""",
        currency.id,
        day,
        company.root_id.id,
    )
    # A currency that has no rate at all is the one that the others are quoted
    # in; Odoo takes it for 1 as well.
    if not currency.rate_ids:
        return SQL("1.0::float8")
    return quoted
