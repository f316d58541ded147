from . import crm_request_step
from . import crm_request_type_step
from . import purchase_order
from . import stock_picking
