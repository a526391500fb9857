"""A random number depends on its address and on nothing else."""

import random

import numpy as np
import pytest

from sim import streams
from sim.streams import Address, Streams


class Doubled:
    """Twice the uniform."""

    def values(self, u):
        """Double *u*."""
        return 2 * u


ADDRESSES = [(patient, occasion) for patient in (0, 1, 511, 512, 9000, 2**40) for occasion in (0, 1, 7, 8, 9, 400)]


def test_numbers_of_known_addresses_stay_the_same():
    """Seed 1, replication 0: seven numbers as first released; a change here changes every result."""
    draw = Streams(1, 0).draw("infusion time")
    assert [draw(0), draw(511), draw(512), draw(2**40)] == [
        0.3509860657457179, 0.4813828153086145, 0.2220891713610773, 0.7828995728872442]  # fmt: skip
    assert [draw(0, 1), draw(127, 8), draw(2**40, 100)] == [
        0.4137479603138384,
        0.32881764103652056,
        0.7991380571147566,
    ]
    assert Streams(1, 0).generator("arrivals", 3).random(2) == pytest.approx([0.77467782, 0.1995459], abs=1e-8)


def test_order_of_questions_does_not_matter():
    """Thirty-six addresses asked forwards, shuffled and twice give the same numbers."""
    forwards = Streams(7, 3).draw("no-show")
    numbers = {address: forwards(*address) for address in ADDRESSES}
    shuffled = random.Random(0).sample(ADDRESSES, len(ADDRESSES))
    again = Streams(7, 3).draw("no-show")
    assert {address: again(*address) for address in shuffled} == numbers
    assert {address: again(*address) for address in ADDRESSES} == numbers


def test_several_draws_at_once_are_those_of_each_purpose():
    """A row has the uniform of one purpose, the doubled value of another, and a number as it stands."""
    rows = Streams(7, 3).draws(("no-show", None), ("time", Doubled()), 0.5)
    alone = Streams(7, 3).draw("no-show"), Streams(7, 3).draw("time", Doubled())
    for patient, occasion in ADDRESSES:
        row = rows(Address(patient), occasion)
        assert list(row) == [*(draw(patient, occasion) for draw in alone), 0.5]


def test_address_of_a_patient_is_as_good_as_the_number():
    """Every number is the same by either."""
    draw = Streams(7, 3).draw("no-show")
    assert all(draw(Address(patient), occasion) == draw(patient, occasion) for patient, occasion in ADDRESSES)


def test_dropped_blocks_come_back_the_same(monkeypatch):
    """With room for two blocks only, every number is that of a roomy cache."""
    roomy = Streams(7, 3).draw("no-show")
    monkeypatch.setattr(streams, "KEPT", 2)
    tight = Streams(7, 3).draw("no-show")
    assert [tight(*address) for address in ADDRESSES * 2] == [roomy(*address) for address in ADDRESSES * 2]


def test_one_more_patient_changes_nobody_else():
    """The numbers of patients 0 to 99 are the same whether or not patients 100 to 999 exist."""
    few, many = Streams(1, 0).draw("time"), Streams(1, 0).draw("time")
    everybody = [many(patient, 2) for patient in range(1000)]
    assert [few(patient, 2) for patient in range(100)] == everybody[:100]


def test_another_purpose_changes_nothing():
    """Drawing for a new purpose leaves the old one's numbers as they were."""
    alone, accompanied = Streams(1, 0), Streams(1, 0)
    accompanied.draw("new")(5)
    accompanied.generator("time").random(100)
    assert accompanied.draw("time")(5) == alone.draw("time")(5)


def test_no_two_addresses_share_a_number():
    """Purposes, seeds, replications, blocks, draws and generators: 24,000 numbers, all different."""
    found = [Streams(seed, replication).draw(purpose)(patient, occasion)
             for seed in (0, 1) for replication in (0, 1) for purpose in ("a", "b")
             for patient in range(600) for occasion in (0, 1, 8, 16, 2**33)]  # fmt: skip
    found += Streams(0, 0).generator("a").random(600).tolist() + Streams(0, 0).generator("a", 1, 0).random(600).tolist()
    assert len(set(found)) == len(found) == 25_200


def test_uniforms_are_uniform_and_purposes_unrelated():
    """20,000 draws: Kolmogorov distance below 1.95 / sqrt(n), correlations below 4 / sqrt(n)."""
    source, n = Streams(11, 0), 20_000
    a, b = (np.array([draw(patient) for patient in range(n)]) for draw in (source.draw("a"), source.draw("b")))
    later = np.array([source.draw("a")(patient // 10, 1 + patient % 10) for patient in range(0, n, 50)])
    assert np.abs(np.sort(a) - (np.arange(n) + 0.5) / n).max() < 1.95 / n**0.5
    assert np.abs(np.sort(later) - (np.arange(later.size) + 0.5) / later.size).max() < 1.95 / later.size**0.5
    assert abs(np.corrcoef(a, b)[0, 1]) < 4 / n**0.5
    assert abs(np.corrcoef(a[1:], a[:-1])[0, 1]) < 4 / n**0.5


def test_distribution_transforms_the_same_uniform():
    """A changed distribution keeps each patient's luck: twice the uniform at the same address."""
    source = Streams(1, 0)
    assert source.draw("time", Doubled())(42, 3) == 2 * source.draw("time")(42, 3)


def test_mirror_is_one_minus_the_uniform():
    """An antithetic partner gets 1 - u, and both stay inside the open interval."""
    source = Streams(1, 0)
    assert source.draw("time", mirror=True)(42) == 1 - source.draw("time")(42)


def test_zero_never_reaches_an_inversion(monkeypatch):
    """A generator that returns 0 gives 2^-53, and its mirror image 1 - 2^-53."""

    class Zeros:
        def random(self, n):
            return np.zeros(n)

    monkeypatch.setattr(Streams, "_generator", lambda *_: Zeros())
    assert Streams(1, 0).draw("a")(0) == 2**-53
    assert Streams(1, 0).draw("a", mirror=True)(0) == 1 - 2**-53


def test_purposes_with_the_same_code_are_refused():
    """``plumless`` and ``buckeroo`` have the same CRC-32, so the second is an error."""
    source = Streams(1, 0)
    source.draw("plumless")
    with pytest.raises(ValueError, match="'buckeroo' and 'plumless'"):
        source.draw("buckeroo")


@pytest.mark.parametrize("address", [(-1, 0), (0, -1), (-1, 5), (-600, -9)])
def test_negative_address_is_refused(address):
    """Patients and occasions count from 0."""
    with pytest.raises(ValueError, match="negative"):
        Streams(1, 0).draw("a")(*address)


@pytest.mark.parametrize(("seed", "replication"), [(-1, 0), (0, -1), (0, 2**32)])
def test_negative_seed_is_refused(seed, replication):
    """Seed and replication are whole numbers from 0; any large seed is accepted."""
    Streams(2**64, 0).draw("a")(0)
    with pytest.raises(ValueError, match="whole numbers from 0"):
        Streams(seed, replication)


def test_antithetic_pairs_share_their_uniforms_turned_round():
    """Replications 2k and 2k + 1 draw u and 1 - u at every address; 2k draws what plain replication k draws."""
    first, second = (Streams(7, number, antithetic=True).draw("no-show") for number in (6, 7))
    plain = Streams(7, 3).draw("no-show")
    for address in ADDRESSES:
        assert first(*address) == plain(*address)
        assert first(*address) + second(*address) == pytest.approx(1, abs=1e-12)


def test_antithetic_arrivals_are_inverted():
    """Exponential values of a pair are -log(1 - u) and -log(u), both of mean 1; correlation 1 - pi^2 / 6."""
    values = [Streams(3, r, antithetic=True).generator("arrivals").standard_exponential(200_000) for r in (0, 1)]
    assert np.exp(-values[0]) + np.exp(-values[1]) == pytest.approx(1, abs=1e-9)
    assert [one.mean() for one in values] == pytest.approx([1, 1], abs=0.01)
    assert np.corrcoef(values)[0, 1] == pytest.approx(1 - np.pi**2 / 6, abs=0.01)


@pytest.mark.parametrize("lam", [0.0, 0.7, 12.0, 1300.0])
def test_inverted_poisson_numbers_have_their_mean_and_variance(lam):
    """Both are the parameter, for means too large for one piece too; the partner has the same, the other way round."""
    first, second = (Streams(3, r, antithetic=True).generator("numbers") for r in (0, 1))
    values = np.array([(first.poisson(lam), second.poisson(lam)) for _ in range(800)])
    assert values.mean(axis=0) == pytest.approx([lam, lam], abs=4 * (lam / 800) ** 0.5)
    assert values.var(axis=0) == pytest.approx([lam, lam], rel=0.2)
    assert lam == 0 or np.corrcoef(values.T)[0, 1] < -0.5
