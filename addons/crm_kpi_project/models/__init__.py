from . import crm_initiative
