"""Django's sessions, people, messages and form tokens, at the desk alone. Public paths skip them."""

from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware

from initiatives.record import realm


def is_at_desk(request: HttpRequest) -> bool:
    return getattr(request, "realm", realm.PUBLIC) == realm.DESK


class SessionsAtDesk(SessionMiddleware):
    """Django's sessions, on desk paths only: a public page has no session and sets no cookie."""

    def __call__(self, request: HttpRequest) -> Any:
        return super().__call__(request) if is_at_desk(request) else self.get_response(request)


class PeopleAtDesk(AuthenticationMiddleware):
    """Django's ``request.user``, on desk paths only: a public page does not know who reads it."""

    def __call__(self, request: HttpRequest) -> Any:
        return super().__call__(request) if is_at_desk(request) else self.get_response(request)


class MessagesAtDesk(MessageMiddleware):
    """Django's messages, on desk paths only."""

    def __call__(self, request: HttpRequest) -> Any:
        return super().__call__(request) if is_at_desk(request) else self.get_response(request)


class FormsAtDesk(CsrfViewMiddleware):
    """Django's form tokens, on desk paths only: public pages have no form that changes anything."""

    def __call__(self, request: HttpRequest) -> Any:
        return super().__call__(request) if is_at_desk(request) else self.get_response(request)

    def process_view(self, request: HttpRequest, *args: Any) -> Any:
        return super().process_view(request, *args) if is_at_desk(request) else None
