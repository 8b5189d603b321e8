"""In and out."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.logout import logout
from allauth.account.internal.stagekit import clear_login
from allauth.account.views import LoginView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portal.accounts import kept_forms
from portal.accounts.forms import SignInForm

from . import second_step


class SignInView(LoginView):
    """allauth's, with our form, page, and status for a refused try."""

    form_class = SignInForm
    template_name = "accounts/sign_in.html"

    def form_valid(self, form: SignInForm) -> HttpResponse:
        response = super().form_valid(form)
        if not self.request.user.is_authenticated:
            second_step.begin(self.request)
        return response

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs) -> dict:
        after = self.request.POST.get("next") or self.request.GET.get("next") or ""
        own = after if get_adapter().is_safe_url(after) else ""
        update = reverse("account_change_password")
        relaxed = settings.DEMO and not settings.MFA_REQUIRED
        context = {"relaxed": relaxed, "next": own, "updates_password": own == update, "update_url": f"?next={update}"}
        return super().get_context_data(**kwargs, **context)


sign_in = SignInView.as_view()


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        logout(request)
        messages.success(request, "Vous êtes déconnecté.")
    else:
        clear_login(request)  # somebody who stopped before their second factor
    return redirect("account_login")


@require_POST
def extend(request: HttpRequest) -> JsonResponse:
    """« Prolonger ma session », and the sign of life of who types: the middleware has noted it already."""
    return JsonResponse({"idle_seconds": settings.SESSION_IDLE_MINUTES * 60})


def kept_form(request: HttpRequest) -> HttpResponse:
    """What somebody had sent when their session had just ended, to be sent again by them.

    A script that asks to keep what is typed, while the session goes on after all, is told so.
    """
    if request.method == "POST":
        return HttpResponse(status=204)
    form = kept_forms.kept(request.session, request.user.pk)
    if form is None or not form.sent:
        return HttpResponseRedirect(reverse("home"))
    return render(request, "accounts/kept_form.html", {"kept": form})
