"""The customers of the example company, and which of its incidents affected them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExampleCustomer:
    """A customer; `owner` is the first name of somebody of the example company."""

    name: str
    tier: str
    value: int | None
    owner: str = ""
    services: tuple[str, ...] = ()
    contact: str = ""
    external_id: str = ""


CUSTOMERS = (
    ExampleCustomer("Baobab Books", "Enterprise", 120_000, "Peter", ("Shop", "Checkout"), "Wanjiku Maina", "C-1001"),
    ExampleCustomer("Nyota Hotels", "Enterprise", 90_000, "Peter", ("Products API",), "Juma Abdi", "C-1002"),
    ExampleCustomer("Kilima, Ltd", "Business", 24_000, "Peter", ("Shop", "Checkout"), "Achieng Odhiambo", "C-1003"),
    ExampleCustomer("Twiga Tours", "Business", 18_000, "Grace", ("Web application",), "", "C-1004"),
    ExampleCustomer("O'Hara & Sons", "Business", 15_000, "", ("Web application", "Checkout"), "Nora O'Hara", "C-1005"),
    ExampleCustomer("Duka Mtaani", "Starter", 1_200, "", ("Shop",), "", "C-1006"),
    ExampleCustomer("Savanna Post", "Starter", None, "", ("Checkout",)),
)
# By the key of the document; Mwangaza Market is not in the list of customers.
AFFECTED: dict[str, tuple[str, ...]] = {
    "products-api": ("Nyota Hotels",),
    "shop-cache": ("Baobab Books", "Kilima, Ltd", "Duka Mtaani", "Mwangaza Market"),
    "payment-gateway": ("Kilima, Ltd", "O'Hara & Sons", "Savanna Post"),
    "web-stack": ("Twiga Tours", "O'Hara & Sons"),
}
TOLD = ("Baobab Books", "Nyota Hotels", "Kilima, Ltd")  # by Peter, once it was over
