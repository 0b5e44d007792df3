"""What a product is worth to a shopper, in which units, and how surely it is then clicked or bought: the numbers of `probability`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Value:
    """Weights of a utility in log odds. No shop publishes such numbers: all are choices of this simulator.

    With these, of cards that meet a need in full about one in four attracts who looks at it, and one in ten of those that are read on is bought; the
    presets of `behaviour` move and stretch both, so that rates of a whole log come near published ones.

    shown_start, true_start: log odds of a product that meets the whole need at the usual price, of average quality and indifferent looks; fit: what
    is lost when a part that matters fully is missing; soft, narrower, near, accessory: shares of a part lost by one soft miss, or by a category of
    that kind; unsaid: share lost by a wanted thing on which a card is silent; taste: by the cosine of taste and look; price: by the log of price over
    what the shopper usually pays, times sensitivity; brand: by loyalty to a favourite; quality: by the difference from `usual_quality`; rating: by a
    star over `usual_rating`; sales: by ln(1 + sales) over `usual_sales`; foreign: lost by a listing in a language that the shopper does not
    read; strange: lost by another category altogether.
    """

    shown_start: float = -1.0
    true_start: float = -2.4
    fit: float = 4.0
    soft: float = 0.4
    narrower: float = 0.2
    near: float = 0.6
    accessory: float = 0.8
    unsaid: float = 0.3
    taste: float = 1.0
    price: float = 1.2
    brand: float = 1.0
    quality: float = 3.0
    usual_quality: float = 2 / 3
    rating: float = 0.5
    usual_rating: float = 4.1
    sales: float = 0.15
    usual_sales: float = 4.0
    foreign: float = 2.5
    strange: float = 7.0
