"""People in each of their possible states."""

from datetime import timedelta

import factory
from django.contrib.auth.hashers import make_password

from portal.accounts.models import User
from portal.base import clock

PASSWORD = "girafe lampe torchon violet"
BY = "Dominique Martin (Caf de la Somme)"  # who acts upon an account, as mails say it
PROVISIONAL = "provisoire-Kd7mWqz3RtbVnXw9eP"


LETTERS = str.maketrans("0123456789", "abcdefghij")  # a name holds no digit


class UserFactory(factory.django.DjangoModelFactory):
    """An active account, whose password is `PASSWORD`, that has never signed in.

    Traits: `pending` (never activated), `provisional` (its provisional password, `PROVISIONAL`, was sent),
    `suspended`, `closed`, `seen` (signed in yesterday, and the day before).
    """

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        pending = factory.Trait(
            state=User.State.PENDING,
            password=factory.LazyFunction(lambda: make_password(None)),
            password_changed_at=None,
        )
        provisional = factory.Trait(
            state=User.State.PENDING,
            password=factory.LazyFunction(lambda: make_password(PROVISIONAL)),
            password_changed_at=None,
            provisional_until=factory.LazyFunction(lambda: clock.now() + timedelta(hours=24)),
            must_change_password=True,
        )
        suspended = factory.Trait(state=User.State.SUSPENDED)
        closed = factory.Trait(state=User.State.CLOSED)
        seen = factory.Trait(
            last_login=factory.LazyFunction(lambda: clock.now() - timedelta(days=1)),
            previous_login=factory.LazyFunction(lambda: clock.now() - timedelta(days=2)),
        )

    username = factory.Sequence(lambda n: f"ab{n:07d}")
    first_name = "Camille"
    last_name = factory.Sequence(lambda n: f"Lenoir{n:05d}".translate(LETTERS))
    email = factory.Sequence(lambda n: f"personne{n:05d}@association.example")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))
    password_changed_at = factory.LazyFunction(clock.now)
    state = User.State.ACTIVE
