from portal.ui import menu

menu.register(
    menu.MenuEntry("Modifier mon adresse mail", "account_change_email", group=menu.ADMINISTRATION, order=90),
    menu.MenuEntry("Mon compte", "account_details", group=menu.ACCOUNT, order=10),
    menu.MenuEntry("Mes données", "account_data", group=menu.ACCOUNT, order=40),
    menu.MenuEntry("Changer mon mot de passe", "account_change_password", group=menu.ACCOUNT, order=30),
)
