from . import crm_sending_check
