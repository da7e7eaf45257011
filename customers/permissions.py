"""Who may change customers, and what was told them."""

from accounts.models import User
from accounts.permissions import is_manager, is_responder, sees_all_customers
from customers.enums import LINKED, ReportState
from customers.models import Customer, Report, Told, Update
from incidents.models import Incident
from incidents.permissions import can_edit_public_summary


def can_add_customers(user: User) -> bool:
    """Whoever sees all customers adds, imports and merges them: otherwise they could not know what is there already."""
    return sees_all_customers(user)


def can_edit_customer(user: User, customer: Customer) -> bool:
    """Whoever sees all, and its owner."""
    return not customer.is_merged and (sees_all_customers(user) or (user.is_active and customer.owner_id == user.pk))


def can_take_telling_back(user: User, told: Told) -> bool:
    """Whoever pressed it, managers and admins."""
    return told.by_id == user.pk or is_manager(user)


def looks_at(user: User, report: Report) -> bool:
    """Whether opening it means that somebody looked at it: not for whoever reported it, nor for other reporters."""
    return report.state == ReportState.NEW and is_responder(user) and report.reporter_id != user.pk


def can_say_not_this_one(user: User, report: Report) -> bool:
    """Whoever pressed *Yes, this one* may say that it was not."""
    return report.state in LINKED and user.pk == report.reporter_id == report.joined_by_id


def can_take_update_back(user: User, update: Update, incident: Incident) -> bool:
    """Whoever drafted it discards a draft; the rest belongs to those who approve."""
    own_draft = update.is_draft and update.drafted_by_id == user.pk
    return own_draft or can_edit_public_summary(user, incident)
