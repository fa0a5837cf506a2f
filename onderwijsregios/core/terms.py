"""Terms in days, as Dutch law counts them: plain arithmetic on the calendar.

Sources: Algemene termijnenwet, articles 1 and 3 (https://wetten.overheid.nl/BWBR0002448);
Algemene wet bestuursrecht, articles 6:7, 6:8 and 7:10 (https://wetten.overheid.nl/BWBR0005537).
"""

import datetime as dt

SIX_WEEKS = dt.timedelta(weeks=6)
SATURDAY, SUNDAY = 5, 6
KINGS_DAY_SINCE = 2014
"""Before that year the birthday of the head of state was celebrated on 30 April."""


def easter_sunday(year: int) -> dt.date:
    """Return Easter Sunday in the Gregorian calendar (the rule of Meeus, Jones and Butcher)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leaps, leap_rest = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moon + 15) % 30
    quarter, remainder = divmod(rest, 4)
    weekday = (32 + 2 * leap_rest + 2 * quarter - epact - remainder) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return dt.date(year, month, day + 1)


def public_holidays(year: int) -> frozenset[dt.date]:
    """Return the days that article 3 of the Algemene termijnenwet names, Good Friday included.

    Article 3(3) lets the government add bridging days by decree; those are not in here,
    so that a term shown by the portal is never longer than the law itself makes it.
    """
    easter = easter_sunday(year)
    return frozenset(
        {
            dt.date(year, 1, 1),
            easter - dt.timedelta(days=2),  # Good Friday
            easter + dt.timedelta(days=1),
            easter + dt.timedelta(days=39),  # Ascension Day
            easter + dt.timedelta(days=50),  # Whit Monday
            _birthday_of_the_head_of_state(year),
            dt.date(year, 5, 5),
            dt.date(year, 12, 25),
            dt.date(year, 12, 26),
        }
    )


def extended(last_day: dt.date) -> dt.date:
    """Return the last day of a statutory term that would end on ``last_day``.

    A term that ends on a Saturday, a Sunday or a public holiday runs on until the first
    day that is none of these (Algemene termijnenwet, article 1).
    """
    while last_day.weekday() >= SATURDAY or last_day in public_holidays(last_day.year):
        last_day += dt.timedelta(days=1)
    return last_day


def last_day_for_bezwaar(sent: dt.date) -> dt.date:
    """Return the last day on which a bezwaar against a decision that was sent on ``sent`` is in time.

    Six weeks (Awb 6:7), of which the first day is the one after sending (Awb 6:8).
    """
    return extended(sent + SIX_WEEKS)


def last_day_to_decide_on_bezwaar(last_day: dt.date) -> dt.date:
    """Return until when may be decided on a bezwaar, of which the term ended on ``last_day``.

    Six weeks from the day after the term for bezwaar ended (Awb 7:10, first paragraph).
    """
    return extended(last_day + SIX_WEEKS)


def _birthday_of_the_head_of_state(year: int) -> dt.date:
    """Return the day on which it is celebrated: the day before when it falls on a Sunday."""
    day = dt.date(year, 4, 27) if year >= KINGS_DAY_SINCE else dt.date(year, 4, 30)
    return day - dt.timedelta(days=1) if day.weekday() == SUNDAY else day
