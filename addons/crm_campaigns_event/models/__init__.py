from . import crm_campaign_cost
from . import crm_journey_node
from . import crm_journey_task
from . import crm_journey
from . import event_event
from . import event_registration
from . import utm_campaign
