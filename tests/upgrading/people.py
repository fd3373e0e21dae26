"""Somebody at the desk with a browser: what they open, type, send and press is all that is known of the code."""

import warnings

import django
from django.test import Client
from django.test.utils import setup_test_environment
from forms import answers_of, form_of, text_of
from sites import PASSWORD

PEOPLE = ("editor", "reviewer", "publisher", "administrator", "reader")  # each has the role it is named for


def begin():
    """Makes this process one of the site that its environment names."""
    warnings.filterwarnings("ignore", "No directory at", UserWarning)  # of static files: none are asked for
    django.setup()
    setup_test_environment(debug=False)


class Person:
    """Somebody who signed in on the page for it."""

    def __init__(self, name):
        self.client, self.name = Client(), name
        form = self.form("/accounts/login/", "login")
        self.post("/accounts/login/", form | {"login": name, "password": PASSWORD})

    def get(self, path, **query):
        response = self.client.get(path, query)
        assert response.status_code == 200, (self.name, path, response.status_code, text_of(response)[:2000])
        return response

    def form(self, path, having="token", **query):
        """The form of a page that has a field, as a browser would send it."""
        return form_of(self.get(path, **query), having)

    def post(self, path, data):
        """Sends a form, which must be taken; returns the address it leads to."""
        response = self.client.post(path, data)
        assert response.status_code == 302, (self.name, path, response.status_code, text_of(response)[:2000])
        return response.headers["Location"]

    def save(self, path, **typed):
        """Opens a form of the record, types into it, calls the sources of what changes still right, and saves."""
        page = self.get(path)
        return self.post(path, form_of(page, "token") | answers_of(page, "right") | typed)

    def keep(self, path, having="token", **typed):
        """Opens a form, types into it and leaves: what the script of the form sends meanwhile."""
        data = self.form(path, having) | typed
        response = self.client.post("/admin/desk/draft/", data, query_params={"form": path, "label": path})
        assert response.status_code == 200, (self.name, path, response.content)

    def compose(self, *roots):
        """Puts roots together; returns the address of the changeset."""
        return self.post("/admin/desk/compose/", {"root": list(roots)})

    def step(self, changeset, name, **typed):
        """Presses a button on the page of a changeset."""
        return self.post(changeset.replace("/change/", f"/{name}/"), self.form(changeset, "version") | typed)

    def correct(self, how, root, **typed):
        """Puts a correction to review; returns the address of its changeset."""
        data = self.form("/admin/desk/correct/", "how", how=how, root=root) | {"_do": "1", **typed}
        return self.post("/admin/desk/correct/", data)

    def file(self, markup):
        """Files a document; returns the address of its proposal."""
        return self.post("/admin/desk/proposal/add/", {"markup": markup, "text": "pasted"})

    def decide(self, proposal, name="decide", **values):
        """Presses a button on the page of a proposal."""
        self.post(proposal.replace("/change/", f"/{name}/"), values)
