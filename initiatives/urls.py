"""Public addresses of the record."""

urlpatterns: list = []
