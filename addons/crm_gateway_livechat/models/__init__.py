from . import chatbot_script_step
from . import crm_request
from . import discuss_channel
from . import res_users
