"""When a figure that turned red is worth an alarm, and when it is the same one."""


def find_alarms(values, limit, days=2, rearm=None, is_higher_better=True):
    """Return the places at which an alarm is raised.

    An alarm is raised when a figure has been on the bad side of ``limit`` for
    ``days`` periods in a row. It is raised once: until the figure has been on the
    good side of ``rearm``, it is the same trouble. Periods without data neither
    add to a row nor end it.

    :param values: numbers or None, in the order of their periods
    :param float limit: of the red
    :param int days: how many periods in a row
    :param float rearm: the limit itself where None
    :return: list of places, ascending

    With a limit of 80, two days and re-armed at 82, the values 79, 81, 79, 78 give
    one alarm, on the fourth day.
    """
    sign = 1 if is_higher_better else -1
    rearm = limit if rearm is None else rearm
    alarms, in_a_row, is_armed = [], 0, True
    for place, value in enumerate(values):
        if value is None or value != value:
            continue
        if sign * value >= sign * rearm:
            is_armed = True
        in_a_row = in_a_row + 1 if sign * value < sign * limit else 0
        if is_armed and in_a_row >= days:
            alarms.append(place)
            is_armed = False
    return alarms
