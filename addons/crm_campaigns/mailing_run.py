"""What one run over the recipients of a mailing keeps from batch to batch.

Lives in the context of the composer under ``KEY``, as long as the run does, so that
nothing has to be found out anew for each batch or each mail. Plain Python.
"""

KEY = "crm_mailing_run"


class MailingRun:
    """Memory of a run: addresses, links, templates.

    :ivar recipients: ``(mail values, their recipients)`` of the batch at work
    :ivar addresses: normalised addresses of the batch at work
    :ivar reached: addresses that the mailing, or its A/B test, has reached; ``None``
        before it was asked
    :ivar opted_out: addresses that may not be written to; ``None`` before
    :ivar links: HTML of a link -> HTML of the same link, tracked
    :ivar layouts: what stands before and after the body, by style and language
    :ivar patterns: bodies cut at the places of their values, by source and address
        of the site
    :ivar compiled: QWeb functions, by source
    :ivar asked: ids of the recipients whom the limits and hours were asked about
    :ivar refusals: what these said, by id of the recipient
    """

    def __init__(self):
        self.recipients = None
        self.addresses = frozenset()
        self.reached = None
        self.opted_out = None
        self.links = {}
        self.layouts = {}
        self.patterns = {}
        self.compiled = {}
        self.unsafe = {}
        self.asked = frozenset()
        self.refusals = {}


def get_run(env):
    """Return the run that the environment belongs to, if any.

    Whatever a client puts into a context is no :class:`MailingRun`.
    """
    run = env.context.get(KEY)
    return run if isinstance(run, MailingRun) else None
