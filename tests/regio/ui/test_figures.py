"""Charts and the time that is left."""

import datetime as dt
import re

import pytest

from regio.core import clock
from regio.core.charts import draw_chart, nice_ticks
from regio.templatetags.ui_prepare import remaining_words
from tests.regio.ui.test_components import render


@pytest.mark.parametrize(
    ("figures", "ticks"),
    [
        ([], [0, 0.25, 0.5, 0.75, 1]),
        ([0], [0, 0.25, 0.5, 0.75, 1]),
        ([66, 31], [0, 20, 40, 60, 80]),
        ([905], [0, 250, 500, 750, 1000]),
        ([100], [0, 25, 50, 75, 100]),
        ([0.4], [0, 0.1, 0.2, 0.3, 0.4]),
    ],
)
def test_grid_of_a_chart_has_round_steps_up_to_the_largest_figure(figures, ticks):
    assert nice_ticks(figures) == pytest.approx(ticks)


def test_bar_is_as_high_as_its_figure_on_the_grid():
    drawing = draw_chart(kind="bar", labels=["2019", "2020"], series=[("Po", [50, 100])])
    assert [(bar.y, bar.height, bar.text) for bar in drawing.bars] == [
        ("144.0", "120.0", "50"),
        ("24.0", "240.0", "100"),
    ]


def test_unknown_figure_leaves_a_gap_in_the_line_and_is_named_in_the_table():
    html = render(
        "{% ui_chart 'Studenten' labels=labels series=series kind='line' unit='%' %}",
        labels=["2019", "2020", "2021", "2022"],
        series=[("Po", [38, None, 47.5, 55])],
    )
    assert html.count("<circle") == 3
    assert html.count('<line class="chart-line chart-line--1"') == 1
    assert re.findall(r'<td class="numeric" data-label="Po">([^<]*)</td>', html) == [
        "38 %",
        "niet bekend",
        "47,5 %",
        "55 %",
    ]


def test_chart_refuses_a_series_that_does_not_fit_its_labels():
    with pytest.raises(ValueError, match="'Po' has 1 figures for 2 labels"):
        draw_chart(kind="bar", labels=["2019", "2020"], series=[("Po", [1])])


@pytest.mark.parametrize(
    ("left", "words"),
    [
        ({"days": 7, "hours": 5}, "nog 7 dagen"),
        ({"hours": 47, "minutes": 59}, "nog 47 uur"),
        ({"hours": 2}, "nog 2 uur"),
        ({"minutes": 119}, "nog 119 minuten"),
        ({"minutes": 1, "seconds": 59}, "nog 1 minuut"),
        ({"seconds": 59}, "nog minder dan een minuut"),
        ({"seconds": 0}, "gesloten"),
        ({"seconds": -1}, "gesloten"),
    ],
)
def test_time_left_is_rounded_down_in_the_unit_that_says_most(left, words):
    assert remaining_words(dt.timedelta(**left)) == words


def test_countdown_gives_the_script_the_clock_of_the_server():
    now = dt.datetime(2023, 4, 22, 12, 0, tzinfo=dt.UTC)
    with clock.moved_to(now):
        html = render("{% ui_countdown until=until %}", until=now + dt.timedelta(days=7, minutes=1))
    assert re.fullmatch(
        r'<span class="countdown" data-countdown="2023-04-29T14:01:00\+02:00" '
        r'data-now="2023-04-22T14:00:00\+02:00">nog 7 dagen</span>',
        html,
    )
