from . import test_clock
from . import test_confidential
from . import test_erasure
from . import test_flow
from . import test_hostile
from . import test_mail
from . import test_merge
from . import test_owner
