"""The example data: five incidents with all their facts, in words of our own, as data that `load_examples` reads."""

from postmortems.examples.cache import CACHE
from postmortems.examples.integration import INTEGRATION
from postmortems.examples.payments import PAYMENTS
from postmortems.examples.products import PRODUCTS
from postmortems.examples.shapes import Document
from postmortems.examples.webstack import WEB_STACK

DOCUMENTS: tuple[Document, ...] = (PRODUCTS, INTEGRATION, CACHE, WEB_STACK, PAYMENTS)

__all__ = ["DOCUMENTS", "Document"]
