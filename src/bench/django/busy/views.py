"""A page with a form and a list, as most applications have."""

from django.forms import ModelForm
from django.shortcuts import redirect, render
from django.urls import path

from shop.models import Item


class ItemForm(ModelForm):
    class Meta:
        model = Item
        fields = ["name", "price"]


def items(request):
    form = ItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("/")
    return render(request, "items.html", {"form": form, "items": Item.objects.order_by("name")})


urlpatterns = [path("", items)]
