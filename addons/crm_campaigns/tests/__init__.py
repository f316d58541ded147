from . import test_campaign
from . import test_campaign_money

# rules at sending
from . import test_consent
from . import test_consent_pages
from . import test_sending_check
from . import test_sending_hours
from . import test_suppression
from . import test_unsubscribe_page
