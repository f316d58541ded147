"""Starts Odoo's command line, by a path that Odoo can start again by itself."""

from odoo.cli.command import main

if __name__ == "__main__":
    main()
