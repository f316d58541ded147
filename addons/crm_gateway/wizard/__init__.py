from . import crm_request_step_reassign
