from . import test_mailing_generation
from . import test_mailing_handover
from . import test_mailing_links
from . import test_mailing_queue
from . import test_mailing_sending
