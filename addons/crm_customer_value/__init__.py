from . import models
from . import wizard

# The demo data extends a model, so it comes after them.
from . import demo
