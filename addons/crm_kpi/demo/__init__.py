from . import crm_strategy
