"""What each command needs before it can work, in order."""

from . import demo, host, node, odoo_command, postgres, venv
from .steps import Steps, lock

BASE = ("requirements",)
WORK = ("requirements", "requirements-dev")


def host_system(steps, lists=BASE):
    """Everything that a running Odoo of ours needs, short of a database.

    Takes four steps.  With `WORK`, the packages for tests and lint come along.
    """
    with steps("Odoo 19"):
        host.install()
    with steps("Python packages"):
        venv.install(*lists)
        if lists == WORK:
            venv.install_oca()
    with steps("rtlcss, for right-to-left pages"):
        node.install()
    with steps("PostgreSQL"):
        postgres.start()
        odoo_command.write_config()


def demo_database(lists=BASE):
    """Everything up to the demo database; one call at a time."""
    with lock():
        steps = Steps(5)
        host_system(steps, lists)
        with steps("demo database"):
            demo.prepare()
