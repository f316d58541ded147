from . import crm_request_step
from . import crm_touchpoint
from . import stock_picking
