"""What a person does on the entry page of a part, for the tests that look at it."""

from django.urls import reverse

from tests.factories.afas import part

KINDS = {"activite": "ACTIVITY", "finances": "FINANCIAL"}


def url(declaration, half="finances", name="entry") -> str:
    return reverse(f"afas:{name}", args=[declaration.public_id, KINDS[half]])


def flat(typed) -> dict[str, str]:
    """As the form names its fields."""
    found = {}
    for code, value in typed.items():
        if isinstance(value, list):
            for index, row in enumerate(value):
                found |= {f"{code}.{index}.{column}": cell for column, cell in row.items()}
        else:
            found[code] = value
    return found


def send(client, user, declaration, typed=None, half="finances", act="save", version=None, **extra):
    kind = KINDS[half]
    client.force_login(user)
    now = part(declaration, kind).edits if version is None else version
    return client.post(url(declaration, half), {"act": act, "version": str(now), **flat(typed or {}), **extra})


def autosave(client, declaration, typed, version=0, half="finances"):
    return client.post(url(declaration, half, "autosave"), {"version": str(version), **flat(typed)})
