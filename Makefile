# Every command a person needs. What they do is in scripts/frontdoor, behind
# bin/crm; settings are taken from the environment: make run PORT=8070
.DEFAULT_GOAL := help
COMMANDS = run test test-host lint format shell update bench screenshots \
	translations load-cdnow lock stop clean
.PHONY: help $(COMMANDS)

$(COMMANDS):
	@bin/crm $@

help:
	@echo 'make run          the demo at http://localhost:8069 (PORT=, WORKERS=, DB=)'
	@echo 'make test         all tests (ADDON=crm_gateway, ARGS="-k name", JOBS=2)'
	@echo 'make test-host    tests of the Odoo modules that we extend (MODULES=crm,sale_crm)'
	@echo 'make lint         read the code for faults'
	@echo 'make format       format Python, XML and JavaScript'
	@echo 'make shell        Odoo shell on the demo database'
	@echo 'make update       update our add-ons in the demo database (ADDON=)'
	@echo 'make bench        measurements in tests/bench (ARGS=form)'
	@echo 'make screenshots  pictures of the demo into docs/screenshots (ARGS=name)'
	@echo 'make translations our words into the .pot and .po files; lists what has no Persian'
	@echo 'make load-cdnow   a public set of real purchases into the demo database'
	@echo 'make lock         resolve config/requirements*.in anew'
	@echo 'make stop         stop the demo server and PostgreSQL'
	@echo 'make clean        remove everything that these commands brought or made'
	@echo ''
	@echo 'Environment: ODOO_HOME=/path/to/odoo  your own Odoo 19 checkout'
	@echo '             PGHOST= PGPORT= PGUSER= PGPASSWORD=  your own PostgreSQL'
	@echo '             HOST_DIR=  where downloads and databases go (default .host)'
	@echo '             PYTHON=    the Python 3.11 to 3.13 to use'
