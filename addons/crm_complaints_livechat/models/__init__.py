from . import chatbot_script_step
from . import crm_complaint
from . import discuss_channel
from . import res_users
