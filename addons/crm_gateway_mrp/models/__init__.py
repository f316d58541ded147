from . import crm_request_step
from . import crm_request_type_step
from . import mrp_production
