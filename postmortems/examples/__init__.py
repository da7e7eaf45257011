"""The example data: five incidents with all their facts and a drill, in our own words, for `load_examples`."""

from postmortems.examples.cache import CACHE
from postmortems.examples.drill import MAIL_DRILL
from postmortems.examples.integration import INTEGRATION
from postmortems.examples.payments import PAYMENTS
from postmortems.examples.products import PRODUCTS
from postmortems.examples.shapes import Document
from postmortems.examples.webstack import WEB_STACK

DOCUMENTS: tuple[Document, ...] = (PRODUCTS, INTEGRATION, CACHE, WEB_STACK, PAYMENTS)

__all__ = ["DOCUMENTS", "MAIL_DRILL", "Document"]
