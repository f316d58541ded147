from . import consent
from . import unsubscribe
