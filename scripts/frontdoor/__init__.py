"""What stands behind the Makefile: gets a private Odoo 19 and runs it.

Standard library only, because it runs before anything is installed.  Nothing is
written outside the checkout (and, for a root who may not run PostgreSQL below
it, one folder under /var/tmp).
"""
