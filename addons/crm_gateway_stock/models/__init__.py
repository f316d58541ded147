from . import crm_touchpoint
