"""Prepare or send a mailing, as a scheduler's worker would.

Usage: mailing_worker.py CONF DATABASE PORT STEP

``STEP`` is ``fill``, ``prepare``, ``send`` or ``recover``; at ``fill`` the mail server
is told to be on PORT.
"""

import sys

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

RECIPIENTS = 120


def fill(env, port):
    """A list, a mailing to it, and a mail server."""
    env["ir.mail_server"].search([]).unlink()
    env["ir.mail_server"].create(
        {
            "name": "sink",
            "smtp_host": "127.0.0.1",
            "smtp_port": port,
            "smtp_encryption": "none",
        }
    )
    env["ir.config_parameter"].set_param("mail.batch_size", 10)
    mailing_list = env["mailing.list"].create({"name": "Killed"})
    env["mailing.contact"].create(
        [
            {
                "name": f"Contact {number}",
                "email": f"c{number}@x.example",
                "subscription_ids": [(0, 0, {"list_id": mailing_list.id})],
            }
            for number in range(RECIPIENTS)
        ]
    )
    env["mailing.mailing"].create(
        {
            "subject": "Killed",
            "body_html": '<p>Dear <t t-out="object.name"/></p>',
            "mailing_model_id": env["ir.model"]._get_id("mailing.list"),
            "contact_list_ids": [(6, 0, mailing_list.ids)],
            "email_from": "shop@x.example",
            "reply_to_mode": "new",
            "reply_to": "shop@x.example",
            "user_id": SUPERUSER_ID,
            "state": "in_queue",
        }
    )


def recover(env):
    """What the scheduler does some minutes later."""
    env.cr.execute(
        """UPDATE mail_mail SET sending_since = sending_since - interval '1 hour'
            WHERE sending_since IS NOT NULL"""
    )
    env["mail.mail"]._cron_find_interrupted()


def main():
    conf, database, port, step = sys.argv[1:]
    config.parse_config(["-c", conf, "-d", database, "--no-http"])
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        if step == "fill":
            fill(env, int(port))
        elif step == "prepare":
            env["mailing.mailing"]._process_mass_mailing_queue()
        elif step == "send":
            env["mail.mail"].process_email_queue()
            cr.execute(
                """SELECT COUNT(*) FROM pg_locks
                    WHERE locktype = 'advisory' AND pid = pg_backend_pid()"""
            )
            if cr.fetchone()[0]:
                sys.exit("a lock was left")
        else:
            recover(env)
        cr.commit()


main()
