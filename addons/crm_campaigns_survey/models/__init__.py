from . import crm_journey_node
from . import crm_journey_task
from . import crm_journey
from . import crm_survey_link
from . import mail_render_mixin
from . import survey_user_input
