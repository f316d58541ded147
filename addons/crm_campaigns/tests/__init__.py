from . import test_campaign
from . import test_campaign_money
from . import test_journey
from . import test_journey_tour
from . import test_journey_wizards

# rules at sending
from . import test_consent
from . import test_consent_pages
from . import test_sending_check
from . import test_suppression
from . import test_unsubscribe_page
