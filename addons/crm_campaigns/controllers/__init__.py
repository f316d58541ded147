from . import consent
from . import unsubscribe
from . import results
