"""What a database holds, in a form in which two moments of it can be compared."""

from collections import Counter
from contextlib import closing

import psycopg2

SCHEMA = """
    WITH ours AS (SELECT * FROM pg_class
                   WHERE relnamespace = 'public'::regnamespace)
    SELECT 'relation', concat_ws(' ', relname, relkind, reloptions::text) FROM ours
     UNION ALL
    SELECT 'column', concat_ws(' ', relname, attname,
                               format_type(atttypid, atttypmod),
                               CASE WHEN attnotnull THEN 'not null' END,
                               pg_get_expr(adbin, adrelid))
      FROM pg_attribute
      JOIN ours ON ours.oid = attrelid
      LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
     WHERE attnum > 0 AND NOT attisdropped
     UNION ALL
    SELECT 'index', pg_get_indexdef(ours.oid) FROM ours WHERE relkind = 'i'
     UNION ALL
    SELECT 'constraint', concat_ws(' ', conrelid::regclass, conname,
                                   pg_get_constraintdef(oid))
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace
     UNION ALL
    SELECT 'trigger', pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
     UNION ALL
    SELECT 'function', concat_ws(' ', oid::regprocedure, md5(prosrc))
      FROM pg_proc WHERE pronamespace = 'public'::regnamespace
     UNION ALL
    SELECT 'type', typname FROM pg_type WHERE typnamespace = 'public'::regnamespace
     UNION ALL
    SELECT 'external id', concat_ws(' ', module || '.' || name, model, noupdate)
      FROM ir_model_data
"""
TABLES = """
    SELECT relname FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
       -- messages to browsers and processes, not content; the last ones ask for a
       -- scheduled action and go with it
       AND relname NOT LIKE 'orm_signaling_%'
       AND relname NOT IN ('bus_bus', 'ir_cron_trigger')
"""
# When and by whom a row was last written, though nothing in it may have changed;
# and the text of a view before that.
UNSTABLE = ["write_date", "write_uid", "arch_prev"]
# The host reads a module's page anew at each operation.
READ_ANEW = {"ir_module_module": ["url"]}


def read_schema(name):
    """Return kind of object -> counted definitions; external ids are a kind."""
    with closing(psycopg2.connect(dbname=name)) as connection:
        return _read_schema(connection.cursor())


def read_all(name):
    """Return the same with the rows of every table."""
    with closing(psycopg2.connect(dbname=name)) as connection:
        cr = connection.cursor()
        found = _read_schema(cr)
        cr.execute(TABLES)
        for (table,) in cr.fetchall():
            without = UNSTABLE + READ_ANEW.get(table, [])
            cr.execute(f'SELECT (to_jsonb(t) - %s)::text FROM "{table}" t', [without])
            found[table] = Counter(row for (row,) in cr.fetchall())
        return found


def _read_schema(cr):
    found = {}
    cr.execute(SCHEMA)
    for kind, definition in cr.fetchall():
        found.setdefault(kind, Counter())[definition] += 1
    return found


def differences(before, after, ignored=()):
    """Return a line for each thing that went (-) or came (+)."""
    lines = []
    for part in sorted({*before, *after} - set(ignored)):
        old, new = before.get(part, Counter()), after.get(part, Counter())
        for sign, things in (("-", old - new), ("+", new - old)):
            lines += [f"{sign} {part}: {thing[:300]}" for thing in things]
    return lines
