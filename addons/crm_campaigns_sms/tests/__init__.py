from . import test_sms
from . import test_sms_mailing
from . import test_sms_hostile
