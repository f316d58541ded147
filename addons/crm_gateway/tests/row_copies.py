from odoo.tools import SQL


def copy_rows(cr, table, condition, numbers, **changes):
    """Insert each row of ``table`` once for each of ``numbers``, by one statement.

    Whatever columns other modules brought are copied with the rest.

    :param condition: SQL of the rows to copy, which are called ``row``
    :param range numbers: each is ``n`` in ``changes``
    :param changes: SQL of the columns that differ
    """
    cr.execute(
        SQL(
            """SELECT column_name FROM information_schema.columns
                WHERE table_name = %s AND column_name <> 'id'""",
            table,
        )
    )
    columns = [column for (column,) in cr.fetchall()]
    cr.execute(
        SQL(
            """INSERT INTO %(table)s (%(columns)s)
               SELECT %(values)s FROM %(table)s row
                 JOIN generate_series(%(begin)s::int, %(end)s::int) n ON TRUE
                WHERE %(condition)s""",
            table=SQL.identifier(table),
            columns=SQL(", ").join(map(SQL.identifier, columns)),
            values=SQL(", ").join(
                changes.get(column, SQL.identifier("row", column)) for column in columns
            ),
            begin=numbers.start,
            end=numbers.stop - 1,
            condition=condition,
        )
    )
