from datetime import timedelta

import numpy as np

from odoo import api, models
from odoo.tools import SQL

from ..lifetime import find_affinities, predict_reorders
