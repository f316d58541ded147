"""Work of several schedulers on the same rows, each piece committed by itself."""

import psycopg2

# Times that a piece is begun anew because somebody else wrote to its rows
TRIES = 5


def do_and_commit(env, work):
    """Do ``work`` and commit it; again, when another transaction was faster.

    Rows that another has changed since our transaction began cannot be taken, not
    even with SKIP LOCKED: PostgreSQL refuses, and only a new transaction sees them
    as they are.  What was not committed before the call is lost then.

    :param work: called without arguments, once or more
    :return: what ``work`` returns
    :raise psycopg2.errors.SerializationFailure: after ``TRIES`` attempts
    """
    for attempt in range(1, TRIES + 1):
        try:
            found = work()
            # counts along where the scheduler does, and commits everywhere
            env["ir.cron"]._commit_progress()
            return found
        except psycopg2.errors.SerializationFailure:
            env.cr.rollback()
            env.transaction.reset()
            if attempt == TRIES:
                raise
    return None
