from . import test_campaign
from . import test_campaign_money
from . import test_journey
from . import test_journey_tour
from . import test_journey_wizards
