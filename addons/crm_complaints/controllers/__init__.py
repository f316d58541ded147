from . import code_of_conduct
