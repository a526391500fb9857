"""A slot policy of a clinic's own, for `most_room.yaml` beside it."""

from sim import Count, DayOffer, Spec


class MostRoom(Spec):
    """The start with the most room, keeping the last starts of the day for those who find nothing else."""

    reserve: Count = 0
    """How many of the day's last free starts are kept back while there are others."""

    def __call__(self, day: DayOffer) -> float:
        """Least loaded of the starts that are not kept back; the earliest of equals."""
        given_away = day.starts[: -self.reserve] if self.reserve else day.starts
        return min(given_away or day.starts, key=day.load)
