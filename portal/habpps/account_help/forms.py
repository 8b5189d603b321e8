"""The right address of somebody who has been invited at a wrong one."""

from portal.habpps.invitations.forms import EmailTwiceForm


class AddressForm(EmailTwiceForm):
    pass
