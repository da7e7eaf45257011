"""Categories of factors. Managers add, rename and retire them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import AuthedRequest, managers_only
from catalogue.forms import FactorCategoryForm
from catalogue.models import FactorCategory
from catalogue.selectors.listing import next_position
from catalogue.services.factor_categories import add_factor_category, edit_factor_category
from core.form_errors import errors_on, post_data, status_of

PAGE = {"section": "settings", "tab": "factor_categories"}


@managers_only
@require_GET
def factor_category_list(request: AuthedRequest) -> HttpResponse:
    """All categories, those in use first."""
    categories = FactorCategory.objects.order_by("-is_active", "position", "name")
    return render(request, "catalogue/factor_categories.html", PAGE | {"categories": categories})


@managers_only
@require_http_methods(["GET", "HEAD", "POST"])
def factor_category_new(request: AuthedRequest) -> HttpResponse:
    """A new category."""
    form = FactorCategoryForm(post_data(request), initial={"position": next_position(FactorCategory)})
    if form.is_valid():
        with errors_on(form):
            made = add_factor_category(actor=request.user, details=form.details())
            messages.success(request, f"The category {made.name} was added.")
            return redirect("factor_category_list")
    return render(request, "catalogue/factor_category_form.html", PAGE | {"form": form}, status=status_of(form))


@managers_only
@require_http_methods(["GET", "HEAD", "POST"])
def factor_category_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """Renames, moves or retires a category."""
    category = get_object_or_404(FactorCategory, pk=pk)
    form = FactorCategoryForm(post_data(request), instance=category)
    if form.is_valid():
        with errors_on(form):
            edit_factor_category(actor=request.user, category=category, details=form.details())
            messages.success(request, "Saved.")
            return redirect("factor_category_list")
    category.refresh_from_db()  # the form has written its words into it
    context = PAGE | {"form": form, "category": category}
    return render(request, "catalogue/factor_category_form.html", context, status=status_of(form))
