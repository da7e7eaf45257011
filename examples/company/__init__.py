"""The example data: five incidents with all their facts and a drill, in our own words, for `load_examples`."""

from examples.company.cache import CACHE
from examples.company.drill import MAIL_DRILL
from examples.company.integration import INTEGRATION
from examples.company.payments import PAYMENTS
from examples.company.products import PRODUCTS
from examples.company.shapes import Document
from examples.company.webstack import WEB_STACK

DOCUMENTS: tuple[Document, ...] = (PRODUCTS, INTEGRATION, CACHE, WEB_STACK, PAYMENTS)

__all__ = ["DOCUMENTS", "MAIL_DRILL", "Document"]
