"""Pytest plugin: gives Chromium a minute to start, not ten seconds.

Odoo skips a browser test when the browser is not there in time, which a busy
machine makes happen; in CI a test that was skipped counts as failed.  Loaded with
`-p frontdoor.patient_browser`.
"""

from odoo.tests import common

START_SECONDS = 60

common.CHECK_BROWSER_ITERATIONS = int(START_SECONDS / common.CHECK_BROWSER_SLEEP)
