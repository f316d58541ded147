from . import crm_request_step
from . import crm_request_type_step
from . import crm_touchpoint
from . import project_task
