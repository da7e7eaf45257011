"""What customers read of the measures of an example incident, and the letters to them."""

# By the key of the document and the place of the measure.
FOR_CUSTOMERS: dict[str, dict[int, str]] = {
    "shop-cache": {
        0: "We test each change for this kind of fault before it reaches the shop.",
        1: "We watch the shop more closely, so that we notice such a fault within minutes.",
    },
}
SIGNED_OFF = ("shop-cache", "Baobab Books")
DRAFTED = ("payment-gateway", "Kilima, Ltd")
