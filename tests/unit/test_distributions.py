"""Moments and quantiles of every family, computed in closed form or to 10 digits beforehand."""
# ruff: noqa: E501  (tables)

import pickle

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from sim.distributions import DISTRIBUTIONS, CountDistribution, TimeDistribution

TIME = TypeAdapter(TimeDistribution)
COUNT = TypeAdapter(CountDistribution)
AT = np.array([0.01, 0.25, 0.5, 0.75, 0.99])

# What is written, mean [min], variance [min^2], quantiles at 0.01, 0.25, 0.5, 0.75, 0.99 [min].
CASES = [
    ("60 min", 60, 0, (60, 60, 60, 60, 60)),
    ({"exponential": {"mean": "50 min"}}, 50, 2500, (0.5025167927, 14.38410362, 34.65735903, 69.31471806, 230.2585093)),
    ({"exponential": {"rate": "1.2 per hour"}}, 50, 2500, (0.5025167927, 14.38410362, 34.65735903, 69.31471806, 230.2585093)),
    ({"exponential": {"mean": "20 min", "shift": "30 min"}}, 50, 400, (30.20100672, 35.75364145, 43.86294361, 57.72588722, 122.1034037)),
    ({"lognormal": {"mean": "50 min", "sd": "15 min"}}, 50, 225, (24.19172405, 39.28845424, 47.89131426, 58.37791346, 94.80837236)),
    ({"lognormal": {"mean": "5 min", "cv": 0.4}}, 5, 4, (1.894575905, 3.580056546, 4.642383454, 6.01993959, 11.3754873)),
    ({"lognormal": {"mean": "7.4 min", "sd": "8.61 min"}}, 7.4, 74.1321, (0.5605197863, 2.584227883, 4.823366799, 9.002637669, 41.50588052)),
    ({"triangular": {"low": "40 min", "mode": "45 min", "high": "60 min"}}, 48.33333333, 18.05555556, (41, 45, 47.75255129, 51.33974596, 58.26794919)),
    ({"triangular": {"low": "40 min", "mode": "40 min", "high": "60 min"}}, 46.66666667, 22.22222222, (40.10025126, 42.67949192, 45.85786438, 50, 58)),
    ({"uniform": {"low": "40 min", "high": "60 min"}}, 50, 33.33333333, (40.2, 45, 50, 55, 59.8)),
    ({"gamma": {"mean": "50 min", "sd": "25 min"}}, 50, 625, (10.29060858, 31.69150265, 45.90075936, 63.86784356, 125.5639689)),
    ({"gamma": {"shape": 2, "scale": "25 min"}}, 50, 1250, (3.713868506, 24.03196908, 41.95867475, 67.31586322, 165.9588017)),
    ({"erlang": {"k": 3, "mean": "45 min"}}, 45, 675, (6.540677476, 25.90949127, 40.11090471, 58.8060309, 126.0892037)),
    ({"weibull": {"shape": 2, "scale": "50 min"}}, 44.31134627, 536.5045915, (5.012568167, 26.81800107, 41.62773056, 58.87050113, 107.2983013)),
    ({"weibull": {"mean": "50 min", "sd": "15 min"}}, 50, 225, (16.05120319, 39.6058139, 50.18752689, 60.48581481, 83.56938983)),
    ({"pert": {"low": "40 min", "mode": "50 min", "high": "90 min"}}, 55, 75, (41.15672631, 48.17157488, 53.83361297, 60.71133135, 77.42796643)),
    ({"pert": {"low": "30 min", "mode": "50 min", "high": "70 min", "lambda": 2}}, 50, 80, (32.35612543, 43.05407289, 50, 56.94592711, 67.64387457)),
    ({"beta": {"a": 2, "b": 5, "low": "30 min", "high": "90 min"}}, 47.14285714, 91.83673469, (31.60579147, 39.66977501, 45.866999, 53.36876911, 72.3411797)),
    ({"normal": {"mean": "50 min", "sd": "10 min"}}, 50, 100, (26.73652126, 43.2551025, 50, 56.7448975, 73.26347874)),
    ({"normal": {"mean": "10 min", "sd": "8 min", "low": "0 min"}}, 11.63380367, 44.99264885, (0.3803447311, 6.463839194, 11.06241343, 16.08106367, 28.94359148)),
    ({"normal": {"mean": "50 min", "sd": "10 min", "low": "40 min", "high": "60 min"}}, 50, 29.11250948, (40.27826613, 45.58229453, 50, 54.41770547, 59.72173387)),
    ({"normal": {"mean": "-5 min", "sd": "12 min"}}, -5, 144, (-32.91617449, -13.093877, -5, 3.093877002, 22.91617449)),
    ({"loglogistic": {"scale": "45 min", "shape": 6}}, 47.1238898, 227.9681515, (20.92216622, 37.47074299, 45, 54.04216298, 96.78730105)),
    ({"inverse_gaussian": {"mean": "50 min", "shape": "200 min"}}, 50, 625, (15.41319891, 32.20954188, 44.52483634, 61.77569534, 133.4082684)),
    ({"laplace": {"mean": "0 min", "scale": "6 min"}}, 0, 72, (-23.47213803, -4.158883083, 0, 4.158883083, 23.47213803)),
    ({"discrete": {"values": ["40 min", "60 min", "120 min"], "probabilities": [0.5, 0.4, 0.1]}}, 56, 544, (40, 40, 40, 60, 120)),
    ({"discrete": {"values": ["6 min", "10 min", "8 min"], "weights": [2, 1, 1]}}, 7.5, 2.75, (6, 6, 6, 8, 10)),
    ({"discrete": {"values": ["6 min", "8 min", "6 min"], "probabilities": [0.25, "50 %", 0.25]}}, 7, 1, (6, 6, 6, 8, 8)),
    ({"empirical": {"data": [f"{n} min" for n in (90, 35, 40, 40, 42, 45, 50, 55, 60, 75)]}}, 53.2, 276.16, (35, 40, 45, 60, 90)),
    ({"early_or_late": {"early": 0.5, "mean_early": "20 min", "late": 0.25, "mean_late": "40 min"}}, 0, 1200, (-78.24046011, -13.86294361, 0, 0, 128.7550330)),
]  # fmt: skip
# The same for mixtures, which have no simple quantiles.
BROAD = {"share": 0.1, "of": {"uniform": {"low": "90 min", "high": "150 min"}}}
MIXTURES = [
    ({"mixture": {"parts": [{"share": 0.9, "of": {"triangular": {"low": "40 min", "mode": "50 min", "high": "60 min"}}}, BROAD]}}, 57, 486),
    ({"mixture": {"parts": [{"share": 0.7886751346, "of": {"exponential": {"mean": "31.69872981 min"}}},
                            {"share": 0.2113248654, "of": {"exponential": {"mean": "118.3012702 min"}}}]}}, 50, 5000),
    ({"mixture": {"parts": [{"share": 0.9, "of": "40 min"}, {"share": 0.1, "of": {"mixture": {"parts": [
        {"share": 0.5, "of": "90 min"}, {"share": 0.5, "of": "110 min"}]}}}]}}, 46, 334),
]  # fmt: skip


@pytest.mark.parametrize(("written", "mean", "variance", "quantiles"), CASES)
def test_family_has_its_moments_and_quantiles(written, mean, variance, quantiles):
    """Mean, variance and five quantiles agree to 9 digits with values computed in closed form."""
    built = TIME.validate_python(written)
    assert built.mean() == pytest.approx(mean, rel=1e-9, abs=1e-9)
    assert built.variance() == pytest.approx(variance, rel=1e-9)
    assert built.values(AT) == pytest.approx(np.array(quantiles), rel=1e-9, abs=1e-8)


@pytest.mark.parametrize(("written", "mean", "variance"), [*(case[:3] for case in CASES), *MIXTURES])
def test_values_over_a_grid_average_to_the_mean(written, mean, variance):
    """A grid of 200,000 uniforms gives the mean to 0.1 % of an sd, and never falls outside order."""
    built = TIME.validate_python(written)
    values = built.values((np.arange(200_000) + 0.5) / 200_000)
    assert values.mean() == pytest.approx(mean, abs=1e-3 * variance**0.5 + 1e-9)
    assert values.var() == pytest.approx(variance, rel=0.01)
    assert built.variance() == pytest.approx(variance, rel=1e-8)
    assert "mixture" in written or (np.diff(values) >= 0).all()


@pytest.mark.parametrize("written", [case[0] for case in CASES + MIXTURES])
def test_written_form_reads_back_equal(written):
    """JSON output is the YAML form again; equal objects hash alike and survive pickling."""
    built = TIME.validate_python(written)
    again = TIME.validate_python(TIME.dump_python(built, mode="json"))
    assert again == built == pickle.loads(pickle.dumps(built))
    assert hash(again) == hash(built)


@pytest.mark.parametrize("written", [case[0] for case in CASES + MIXTURES])
def test_extreme_uniforms_give_finite_values(written):
    """The smallest and the largest uniform that streams hand out never give infinity or NaN."""
    assert np.isfinite(TIME.validate_python(written).values(np.array([2.0**-53, 1 - 2.0**-53]))).all()


def test_every_family_of_the_table_is_tested():
    """Each name of the table is a case above."""
    used = {name for written, *_ in CASES + MIXTURES if isinstance(written, dict) for name in written}
    assert used | {"constant"} == set(DISTRIBUTIONS)


def test_a_far_window_is_sampled_exactly():
    """Normal(50, 10) kept to 200..210 min, 15 sd out: mean 200.66086654 by integration, no value outside."""
    built = TIME.validate_python({"normal": {"mean": "50 min", "sd": "10 min", "low": "200 min", "high": "210 min"}})
    values = built.values((np.arange(100_000) + 0.5) / 100_000)
    assert 200 <= values.min() < values.max() <= 210
    assert built.mean() == pytest.approx(200.66086654, abs=1e-7)
    assert values.mean() == pytest.approx(built.mean(), abs=1e-3)
    assert values.var() == pytest.approx(built.variance(), rel=0.01)


@pytest.mark.parametrize(
    ("written", "share"),
    [
        ({"normal": {"mean": "50 min", "sd": "10 min"}}, 2.866515719e-7),
        ({"normal": {"mean": "-5 min", "sd": "12 min"}}, 0.6615388805),
        ({"normal": {"mean": "10 min", "sd": "8 min", "low": "0 min"}}, 0),
        ({"laplace": {"mean": "0 min", "scale": "6 min"}}, 0.5),
        ({"uniform": {"low": "-10 min", "high": "30 min"}}, 0.25),
        ("-5 min", 1),
        ({"mixture": {"parts": [{"share": 0.25, "of": "-5 min"}, {"share": 0.75, "of": "5 min"}]}}, 0.25),
        (
            {
                "early_or_late": {
                    "early": 0.907,
                    "mean_early": "24.1 min",
                    "late": 0.077,
                    "mean_late": "20.5 min",
                }
            },
            0.907,
        ),
    ],
)
def test_share_below_zero_is_known(written, share):
    """Normal(50, 10) is negative once in 3.5 million, a truncated one never."""
    assert TIME.validate_python(written).negative_share() == pytest.approx(share, rel=1e-8)


@pytest.mark.parametrize(
    "written",
    [
        {"lognormal": {"mean": "50 min", "sd": "0 min"}}, {"normal": {"mean": "50 min", "sd": "0 min"}},
        {"gamma": {"mean": "50 min", "sd": "0 min"}}, {"uniform": {"low": "50 min", "high": "50 min"}},
        {"triangular": {"low": "50 min", "mode": "50 min", "high": "50 min"}},
        {"pert": {"low": "50 min", "mode": "50 min", "high": "50 min"}},
    ],
)  # fmt: skip
def test_no_spread_is_a_constant(written):
    """With sd 0, or equal ends, every value is exactly 50 min."""
    built = TIME.validate_python(written)
    assert built.values(AT).tolist() == [50.0] * 5
    assert (built.mean(), built.variance()) == (50, 0)


def test_all_who_are_not_early_are_late_unless_said():
    """Without ``late``, early 0.75 leaves 0.25 late: the mean is 0.25 x 40 - 0.75 x 20 = -5 min."""
    built = TIME.validate_python({"early_or_late": {"early": 0.75, "mean_early": "20 min", "mean_late": "40 min"}})
    assert built.mean() == pytest.approx(-5)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (50, "such as 50 min, 50 h"), ("lognormall", "did you mean 'lognormal'"), (None, "no distribution"),
        ({}, "exactly one distribution"), ({"Triangle": {}}, "Triangle"), ({"triangular": ["4 min"]}, "dictionary"),
        ({"constant": {"value": "4 min"}, "uniform": {"low": "1 min", "high": "2 min"}}, "exactly one"),
        ({"lognormal": {"mean": "5 min"}}, "mean and sd, or mean and cv, or median and sigma; found mean"),
        ({"lognormal": {"mean": "5 min", "sd": "1 min", "sigma": 0.1}}, "found mean and sd and sigma"),
        ({"lognormal": {"mean": "0 min", "sd": "1 min"}}, "longer than zero"),
        ({"lognormal": {"mean": "5 min", "sd": "-1 min"}}, "negative"),
        ({"exponential": {"mean": "5 min", "rate": "3 per hour"}}, "needs either mean, or rate; found mean and rate"),
        ({"exponential": {"rate": "0 per hour"}}, "more than zero"), ({"exponential": {"mean": "-5 min"}}, "longer than zero"),
        ({"triangular": {"low": "40 min", "mode": "70 min", "high": "60 min"}}, "mode .70 min. must not exceed high .60 min."),
        ({"pert": {"low": "40 min", "mode": "30 min", "high": "60 min"}}, "must not exceed"),
        ({"pert": {"low": "40 min", "mode": "50 min", "high": "60 min", "lambda": 0}}, "greater than 0"),
        ({"normal": {"mean": "5 min", "sd": "1 min", "low": "3 min", "high": "3 min"}}, "must differ"),
        ({"normal": {"mean": "5 min", "sd": "0 min", "low": "6 min"}}, "outside"),
        ({"normal": {"mean": "5 min", "sd": "1 min", "low": "36 min"}}, "more than 30 sd"),
        ({"loglogistic": {"scale": "5 min", "shape": 1}}, "greater than 1"),
        ({"weibull": {"mean": "5 min", "sd": "0.001 min"}}, "thousandth"),
        ({"discrete": {"values": ["4 min", "6 min"], "probabilities": [0.5, 0.51]}}, "must sum to 1; they sum to 1.01"),
        ({"discrete": {"values": ["4 min", "6 min"], "probabilities": [1]}}, "2 values but 1 probabilities"),
        ({"discrete": {"values": ["4 min"], "weights": [0]}}, "at least one weight"),
        ({"discrete": {"values": ["4 min"], "weights": [-1]}}, "greater than or equal to 0"),
        ({"discrete": {"values": ["4 min"], "weights": [float("nan")]}}, "finite"),
        ({"discrete": {"values": [], "weights": []}}, "at least 1 item"), ({"empirical": {"data": []}}, "at least 1 item"),
        ({"mixture": {"parts": [{"share": 0.9, "of": "40 min"}]}}, "must sum to 1; they sum to 0.9"),
        ({"early_or_late": {"early": 0.8, "mean_early": "9 min", "late": 0.3, "mean_late": "9 min"}}, "sum to 1.1"),
    ],
)  # fmt: skip
def test_mistake_in_a_distribution_is_explained(written, says):
    """Each wrong description gives one message in the user's words, with what was found."""
    with pytest.raises(ValidationError, match=says):
        TIME.validate_python(written)


@pytest.mark.parametrize(
    ("written", "mean", "variance", "numbers"),
    [(6, 6, 0, [6, 6, 6]), (6.0, 6, 0, [6, 6, 6]), ({6: 0.8, 8: 0.15, 10: 0.05}, 6.5, 1.15, [6, 6, 10]),
     ({"8": "50 %", "6": 0.5}, 7, 1, [6, 6, 8]), ({0: 0, 1: 1}, 1, 0, [1, 1, 1])],
)  # fmt: skip
def test_count_is_a_number_or_a_table(written, mean, variance, numbers):
    """Six, eight or ten infusions with 0.8, 0.15, 0.05 are 6.5 on average; output reads back equal."""
    built = COUNT.validate_python(written)
    assert (built.mean(), built.variance()) == (pytest.approx(mean), pytest.approx(variance))
    assert built.values(np.array([0.1, 0.5, 0.96])).tolist() == numbers
    assert COUNT.validate_python(COUNT.dump_python(built, mode="json")) == built == pickle.loads(pickle.dumps(built))


@pytest.mark.parametrize(
    "written", [6.5, -1, True, None, [6], "six", {}, {6: 0.8}, {6.5: 1}, {6: 1.2, 8: -0.2}, float("nan")]
)
def test_count_that_is_no_whole_number_is_refused(written):
    """Fractions, negatives, truth values and probabilities that do not sum to 1 are errors."""
    with pytest.raises(ValidationError, match="whole number|sum to|probability"):
        COUNT.validate_python(written)
