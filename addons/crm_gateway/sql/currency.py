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


def rate_between(source: SQL, target: SQL, root: SQL, day: SQL) -> SQL:
    """Return SQL of the factor from a currency of each row to another one.

    As :func:`rate_on_day`, for currencies that are known to the statement only;
    all are SQL, ``root`` of the root company's id.  NULL where no rate is known.
    """
    return SQL(
        """CASE WHEN %(source)s = %(target)s THEN 1.0::float8
                WHEN %(is_quoted)s THEN %(to)s / %(from)s END""",
        source=source,
        target=target,
        is_quoted=is_quoted(source, target, root),
        to=_quoted_or_base(target, root, day),
        **{"from": _quoted_or_base(source, root, day)},
    )


def is_quoted(source: SQL, target: SQL, root: SQL) -> SQL:
    """Return SQL of whether one of two currencies has a rate at all.

    Where neither has, the host takes them for the same.
    """
    return SQL(
        """EXISTS (SELECT FROM res_currency_rate rate
                    WHERE rate.currency_id IN (%s, %s)
                      AND (rate.company_id IS NULL OR rate.company_id = %s))""",
        source,
        target,
        root,
    )


def _quoted_rate(company, currency, day: SQL) -> SQL:
    """SQL of the units of ``currency`` for one unit of the base currency."""
    # A currency that has no rate at all is the one that the others are quoted
    # in; Odoo takes it for 1 as well.
    if not currency.rate_ids:
        return SQL("1.0::float8")
    return _select_rate(SQL("%s", currency.id), SQL("%s", company.root_id.id), day)


def _quoted_or_base(currency: SQL, root: SQL, day: SQL) -> SQL:
    """The same for a currency of each row."""
    return SQL(
        """CASE WHEN EXISTS (SELECT FROM res_currency_rate WHERE currency_id = %s)
                THEN %s ELSE 1.0::float8 END""",
        currency,
        _select_rate(currency, root, day),
    )


def _select_rate(currency: SQL, root: SQL, day: SQL) -> SQL:
    return SQL(
        """(SELECT rate.rate::float8
              FROM res_currency_rate rate
             WHERE rate.currency_id = %s
               AND rate.name <= %s
               AND (rate.company_id IS NULL OR rate.company_id = %s)
             ORDER BY rate.company_id, rate.name DESC
             LIMIT 1)""",
        currency,
        day,
        root,
    )
