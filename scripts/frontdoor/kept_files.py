"""Pytest plugin: tests side by side leave each other's files alone.

After each class, Odoo removes the files that no attachment in the database names; those
of another worker's open transaction are among them.  The folder goes with the database
when the run is over.  Loaded with `-p frontdoor.kept_files`.
"""

from odoo.tests.common import TransactionCase

TransactionCase._gc_filestore = classmethod(lambda cls: None)
