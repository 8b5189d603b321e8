app_name = "habpps"
urlpatterns: list = []
