"""A fictional recipient, for previews."""

from dataclasses import dataclass

from portal.base.formats import person_name


@dataclass(frozen=True)
class Example:
    pk: int = 0
    email: str = "camille.exemple@partenaire.example"
    username: str = "ab1234567"
    first_name: str = "Camille"
    last_name: str = "Exemple"

    def get_full_name(self) -> str:
        return person_name(self.first_name, self.last_name)
