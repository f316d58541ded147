# Every command a person needs; bin/crm does the work.
.PHONY: run test stop clean
run test stop clean:
	@bin/crm $@
