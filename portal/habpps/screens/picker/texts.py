from portal.base.formats import plural
from portal.habpps.rights.candidates import Found


def count_text(found: Found) -> str:
    """What a search found, as it is shown and read aloud."""
    if not found.people:
        return "Personne ne correspond."
    if found.more:
        return f"Les {len(found.people)} premières personnes : précisez le nom pour les autres."
    return f"{plural(len(found.people), 'personne trouvée', 'personnes trouvées')}."
