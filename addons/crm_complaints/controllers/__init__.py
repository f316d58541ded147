from . import code_of_conduct
from . import satisfaction
