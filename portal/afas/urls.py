app_name = "afas"
urlpatterns: list = []
