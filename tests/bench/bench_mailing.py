"""Measure mailings, from the list to the SMTP server: ours against the host's own.

    python tests/bench/bench_mailing.py [--quick] [--large]

Two databases with the same modules of the host, one of them with our add-on, and in
each the same mailing: contacts of a list, 5 KB of HTML with the name and three
tracked links. Mails go to a sink on the loopback, in a process of its own. CPU is
that of Odoo and of its PostgreSQL backend. ``--quick`` takes 1,000 contacts, and
``--large`` also 100,000, ours alone. ``--profile`` prints where ours spends its time.
"""

import cProfile
import json
import logging
import pstats
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import workbench  # noqa: E402
from frontdoor import testbed  # noqa: E402
from verdict import judge, say  # noqa: E402
from workbench import Meter  # noqa: E402

SINK = ROOT / "tests" / "integration" / "smtp_sink.py"
LINES = 40
LINE = '<p style="margin: 0 0 12px 0; font-size: 14px;">Tea of the season, line {}.</p>'
LINKS = "".join(
    f'<a href="https://shop.example.com/{page}">See {page}</a> '
    for page in ("black", "green", "white")
)
BODY = f"""<div><h1>Dear <t t-out="object.name">friend</t>,</h1>
{"".join(LINE.format(number) for number in range(LINES))}<p>{LINKS}</p>
<p><a href="/unsubscribe_from_list">Unsubscribe</a></p></div>"""


def main():
    workbench.read_config()
    logging.getLogger("odoo").setLevel(logging.WARNING)
    # the host warns of itself, with a stack, for each batch
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    contacts = 1_000 if "--quick" in sys.argv else 10_000
    say(f"{contacts:,} recipients, a body of {len(BODY) / 1024:.1f} KB")
    ours = testbed.template(["crm_campaigns"])
    theirs = testbed.host_template()
    found = {}
    if "--ours" not in sys.argv:
        found["host"] = measure(theirs, contacts)
    found["ours"] = measure(ours, contacts)
    say(f"  CPU ms a mail  {'generate':>10} {'send':>10}   wall s   peak MB")
    for who, cost in found.items():
        say(describe(who, cost))
    if "host" in found:
        for part, goal in (("generate", 5), ("send", 2)):
            ratio = found["host"][part] / found["ours"][part]
            judge(f"host to ours, {part}", ratio, goal, at_least=True)
    if "--large" in sys.argv:
        large = measure(ours, 100_000)
        say(describe("100,000", large))
        for part in ("generate", "send"):
            judge(f"100,000 to 10,000, {part}", large[part] / found["ours"][part], 1.2)
        judge("memory", large["memory"], 1024, " MB")


def describe(who, cost):
    return (
        f"  {who:12} {cost['generate'] * 1000:12.2f} {cost['send'] * 1000:10.2f}"
        f" {cost['wall']:8.0f} {cost['memory']:9.0f}"
    )


def measure(template, contacts):
    """Return CPU seconds a mail, and the memory, of a process of its own."""
    with workbench.scratch(template, "mail") as name, sink() as port:
        command = [sys.executable, "-W", "ignore", __file__, "child", name]
        command += [str(contacts), str(port)]
        if "--profile" in sys.argv:
            command.append("--profile")
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    *report, last = done.stdout.decode().splitlines()
    if report:
        say("\n".join(report))
    return json.loads(last)


@contextmanager
def sink():
    """Yield the port of a server that takes mails."""
    child = subprocess.Popen([sys.executable, SINK], stdout=subprocess.PIPE)
    try:
        yield int(child.stdout.readline())
    finally:
        child.kill()
        child.communicate()


# ----------------------------------------------------------------------
# In a process of its own
# ----------------------------------------------------------------------


def run(name, contacts, port):
    workbench.read_config()
    logging.getLogger("odoo").setLevel(logging.WARNING)
    # the host warns of itself, with a stack, for each batch
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    with workbench.environment(name) as env:
        mailing = fill(env, contacts, port)
        meter = Meter(env.cr)
        start = time.monotonic()
        generate = profiled(
            "generate", lambda: meter.measure(mailing._action_send_mail)
        )
        made = env["mail.mail"].search_count([("state", "=", "outgoing")])
        if made != contacts:
            raise RuntimeError(f"{made} mails instead of {contacts}")
        send = profiled("send", lambda: meter.measure(lambda: empty_queue(env)))
        wall = time.monotonic() - start
        sent = env["mailing.trace"].search_count([("trace_status", "=", "sent")])
        if sent != contacts:
            raise RuntimeError(f"{sent} sent instead of {contacts}")
    cost = {
        "generate": generate / contacts,
        "send": send / contacts,
        "wall": wall,
        "memory": read_peak(),
    }
    say(json.dumps(cost))


def profiled(title, work):
    if "--profile" not in sys.argv:
        return work()
    profile = cProfile.Profile()
    found = profile.runcall(work)
    say(title)
    pstats.Stats(profile, stream=sys.stdout).sort_stats("cumulative").print_stats(70)
    return found


def fill(env, contacts, port):
    """Make the list, the mailing and the mail server; return the mailing."""
    env["ir.mail_server"].search([]).unlink()
    env["ir.mail_server"].create(
        {
            "name": "sink",
            "smtp_host": "127.0.0.1",
            "smtp_port": port,
            "smtp_encryption": "none",
        }
    )
    mailing_list = env["mailing.list"].create({"name": "All"})
    env.flush_all()
    env.cr.execute(
        """
        WITH contact AS (
            INSERT INTO mailing_contact (
                name, email, email_normalized, create_uid, write_uid,
                create_date, write_date)
            SELECT 'Contact ' || i, 'c' || i || '@example.com',
                   'c' || i || '@example.com', 1, 1, now(), now()
              FROM generate_series(1, %s) i
            RETURNING id)
        INSERT INTO mailing_subscription (contact_id, list_id, opt_out)
        SELECT id, %s, FALSE FROM contact
        """,
        [contacts, mailing_list.id],
    )
    env.cr.commit()
    env.cr.execute("ANALYZE mailing_contact; ANALYZE mailing_subscription")
    mailing = env["mailing.mailing"].create(
        {
            "subject": "Tea for {{ object.name }}",
            "body_html": BODY,
            "mailing_model_id": env["ir.model"]._get_id("mailing.list"),
            "contact_list_ids": [(6, 0, mailing_list.ids)],
            "email_from": "shop@example.com",
            "reply_to_mode": "new",
            "reply_to": "shop@example.com",
        }
    )
    env.cr.commit()
    env.invalidate_all()
    return mailing


def empty_queue(env):
    mails = env["mail.mail"]
    while mails.search_count([("state", "=", "outgoing")], limit=1):
        mails.process_email_queue()
        env.cr.commit()
        env.invalidate_all()


def read_peak():
    """Return the peak of this process in megabytes."""
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    raise KeyError("VmHWM")


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] == "child":
        run(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        main()
