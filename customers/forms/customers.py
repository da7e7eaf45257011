"""Customers: added, changed, merged, linked."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict

from accounts.models import User
from accounts.permissions import sees_all_customers
from catalogue.models import Service
from core.errors import DomainError
from core.forms import LineField, ZoneField
from customers.models import Customer
from customers.readers.table import read_value
from customers.selectors.customers import tiers
from customers.selectors.impact import currency
from customers.selectors.import_plan import MOST_VALUE
from customers.selectors.names import customer_named, names_like
from customers.services.customers import ContactDetails, CustomerChanged, CustomerDetails, identity

MOST_CONTACTS = 30


class CustomerForm(forms.Form):
    """What is known about a customer."""

    name = LineField(max_length=200)
    tier = LineField(max_length=40, required=False)
    value = forms.CharField(max_length=40, required=False, label="Value a year")
    owner = forms.ModelChoiceField(
        User.objects.none(), required=False, empty_label="Nobody", help_text="Who looks after them, in sales."
    )
    services = forms.ModelMultipleChoiceField(
        Service.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, label="Services they use"
    )
    external_id = LineField(
        max_length=100,
        required=False,
        label="Id elsewhere",
        help_text="Their id in the system you import customers from: an import finds them by it.",
    )
    zone = ZoneField(required=False, help_text="Times in letters to them stand in it; else in the company's.")
    is_active = forms.BooleanField(
        required=False,
        initial=True,
        label="A customer today",
        help_text="If not, the list leaves them out, and no incident affects them by service.",
    )
    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, customer: Customer | None = None, **options: Any) -> None:
        options["initial"] = _initial(customer) | options.get("initial", {})
        super().__init__(*args, **options)
        self.customer = customer
        people, used = self.fields["owner"], self.fields["services"]
        assert isinstance(people, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        assert isinstance(used, forms.ModelMultipleChoiceField)  # noqa: S101
        people.queryset = User.objects.filter(
            Q(pk__in=User.objects.active()) | Q(pk=customer.owner_id if customer else None)
        )
        present = customer.services.values("pk") if customer else []
        used.queryset = Service.objects.filter(Q(is_active=True) | Q(pk__in=present))
        if not used.queryset.exists():
            del self.fields["services"]
        in_use = ", ".join(tiers(user)[:8])
        grouped = f"In use: {in_use}." if in_use else "Such as Enterprise. It groups them."
        self.fields["tier"].help_text = grouped
        unit = currency()
        self.fields["value"].help_text = f"In whole {unit}." if unit else "In whole units of your company's currency."
        if customer is None:
            del self.fields["is_active"], self.fields["seen"]
        if not sees_all_customers(user):
            del self.fields["owner"]  # nobody gives their own customers away, out of their sight

    def clean_value(self) -> int | None:
        """As people write amounts."""
        typed = str(self.cleaned_data["value"]).strip()
        if not typed:
            return None
        value = read_value(typed)
        if value is None or value > MOST_VALUE:
            raise ValidationError("Write a whole number, such as 12000.")
        return value

    def ask_about(self, error: DomainError) -> None:
        """After a change of somebody else, saving once more is about what the customer is by now."""
        if isinstance(error, CustomerChanged):
            assert isinstance(self.data, QueryDict)  # noqa: S101 - for the type checker
            data = self.data.copy()
            data["seen"] = error.present
            self.data = data

    def details(self, contacts: tuple[ContactDetails, ...]) -> CustomerDetails:
        """For the service."""
        said = self.cleaned_data
        owner = self.customer.owner if self.customer else None
        return CustomerDetails(
            name=said["name"],
            tier=said["tier"],
            value=said["value"],
            owner=said.get("owner", owner),
            services=tuple(said.get("services", ())),
            external_id=said["external_id"],
            is_active=said.get("is_active", True),
            zone=said["zone"].iana if said["zone"] else "",
            contacts=contacts,
        )


def _initial(customer: Customer | None) -> dict[str, Any]:
    if customer is None:
        return {}
    names = ("name", "tier", "value", "owner", "external_id", "zone", "is_active")
    around = {"services": customer.services.all(), "seen": identity(customer)}
    return {name: getattr(customer, name) for name in names} | around


class ContactForm(forms.Form):
    """Somebody at the customer; a row that says nothing is none."""

    name = LineField(max_length=120, required=False)
    email = forms.EmailField(max_length=254, required=False, label="E-mail address")
    phone = LineField(max_length=60, required=False)
    note = LineField(max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """A note alone is about nobody."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("note") and not any(cleaned.get(name) for name in ("name", "email", "phone")):
            self.add_error("name", "Write whom the note is about.")
        return cleaned


if TYPE_CHECKING:
    _Rows = forms.BaseFormSet[ContactForm]
else:
    _Rows = forms.BaseFormSet


class BaseContacts(_Rows):
    """The rows of the form."""

    def details(self) -> tuple[ContactDetails, ...]:
        """The rows that say something."""
        rows = [form.cleaned_data for form in self.forms if any(form.cleaned_data.values())]
        return tuple(ContactDetails(**row) for row in rows)


ContactRows = forms.formset_factory(
    ContactForm, formset=BaseContacts, extra=2, max_num=MOST_CONTACTS, validate_max=True
)


def contact_rows(customer: Customer | None, data: Any = None) -> BaseContacts:
    """The contacts of a customer, with some empty rows; bound if there is data."""
    names = ("name", "email", "phone", "note")
    stand = [{name: getattr(each, name) for name in names} for each in customer.contacts.all()] if customer else []
    return cast("BaseContacts", ContactRows(data, initial=stand, prefix="contact"))


class CustomerNameField(LineField):
    """The name of a customer as somebody types it; cleans to the customer. Says similar names where none has it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "Customer")
        options.setdefault("max_length", 200)
        options.setdefault("error_messages", {"required": "Write the customer's name."})
        super().__init__(**options)
        self.viewer: User | None = None

    def clean(self, value: Any) -> Any:
        """The customer. Raises ValidationError with names that are like it."""
        typed = super().clean(value)
        customer = customer_named(typed)
        if customer is not None:
            return customer
        assert self.viewer is not None  # noqa: S101 - the form says who asks
        like = names_like(typed, self.viewer)
        similar = f" Did you mean {' or '.join(f'“{name}”' for name in like)}?" if like else ""
        raise ValidationError(f"No customer is called “{typed}”.{similar}")


class LinkForm(forms.Form):
    """Which customer a typed name means."""

    customer = CustomerNameField()

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["customer"]
        assert isinstance(field, CustomerNameField)  # noqa: S101 - for the type checker
        field.viewer = user


class MergeCustomersForm(LinkForm):
    """The customer that stays."""

    customer = CustomerNameField(
        label="Which customer stays?", help_text="Its exact name, whatever the case; similar names are suggested."
    )

    def __init__(self, *args: Any, merged: Customer, **options: Any) -> None:
        super().__init__(*args, **options)
        self.merged = merged

    def clean_customer(self) -> Customer:
        """Another one."""
        found: Customer = self.cleaned_data["customer"]
        if found.pk == self.merged.pk:
            raise ValidationError("That is the same customer. Write the name of the one that stays.")
        return found
