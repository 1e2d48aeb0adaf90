"""What the demo shop sells and publishes."""

from __future__ import annotations

import msgspec


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """Something that goes into the cart.

    Attributes:
        slug: its name in addresses; also Segment's `product_id`.
        name: for people.
        price: in whole euros.
        teaser: one sentence.
        details: what the product's page lists.
        art: which drawing of `_art.html.jinja` shows it.
    """

    slug: str
    name: str
    price: int
    teaser: str
    details: tuple[str, ...]
    art: str


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A subscription. Its `slug` is the value of the trait."""

    slug: str
    name: str
    price: int
    benefits: tuple[str, ...]


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One page of the magazine."""

    slug: str
    title: str
    paragraphs: tuple[str, ...]


PRODUCTS = (
    Product(
        slug="house-blend",
        name="House Blend",
        price=12,
        teaser="Chocolate, hazelnut, a little orange. The one we drink ourselves.",
        details=("500 g whole beans", "Roasted on Tuesdays", "For espresso and filter"),
        art="bag",
    ),
    Product(
        slug="hand-grinder",
        name="Hand Grinder",
        price=79,
        teaser="Steel burrs and forty settings: fresh coffee in under a minute.",
        details=("Conical steel burrs", "40 settings", "Five years of guarantee"),
        art="grinder",
    ),
    Product(
        slug="kettle",
        name="Pour-over Kettle",
        price=59,
        teaser="A thin spout for a calm hand. Works on every stove.",
        details=("0.9 l", "Stainless steel", "Gas, electric and induction"),
        art="kettle",
    ),
)

PLANS = (
    Plan(slug="free", name="Free", price=0, benefits=("Order whenever you like", "Our letter every month")),
    Plan(
        slug="silver",
        name="Silver",
        price=14,
        benefits=("One bag every month", "Free delivery", "Pause at any time"),
    ),
    Plan(
        slug="gold",
        name="Gold",
        price=26,
        benefits=("Two bags every month", "Free delivery", "First choice of rare lots"),
    ),
)

ARTICLES = (
    Article(
        slug="water",
        title="Water is half the coffee",
        paragraphs=(
            "A cup of coffee is 98 percent water. Hard water hides acidity; very soft water tastes flat.",
            "Filter it once, heat it to 94 degrees, and pour slowly. Nothing else changes a cup as cheaply.",
        ),
    ),
    Article(
        slug="grind",
        title="Grind finer, then coarser",
        paragraphs=(
            "Sour means that the water took too little: grind finer. Bitter means too much: grind coarser.",
            "Change one thing at a time and write it down. After three cups you will know your grinder.",
        ),
    ),
    Article(
        slug="storage",
        title="Where beans like to live",
        paragraphs=(
            "Air, light and warmth make coffee old. A closed bag in a cupboard beats a jar on the shelf.",
            "Buy what you drink in three weeks. The freezer is fine for the rest, in small portions.",
        ),
    ),
)
