from . import crm_promise
