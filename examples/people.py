"""The people and teams of the example company: at least one person for each role."""

from dataclasses import dataclass

from accounts.enums import Role

ZONE = "Africa/Nairobi"


@dataclass(frozen=True, slots=True)
class ExamplePerson:
    """Somebody of the example company."""

    name: str
    email: str
    role: Role
    teams: tuple[str, ...] = ()
    manages: tuple[str, ...] = ()


PEOPLE = (
    ExamplePerson("Peter Njoroge", "peter@example.com", Role.REPORTER),
    ExamplePerson("Amina Otieno", "amina@example.com", Role.RESPONDER, ("Platform",)),
    ExamplePerson("Brian Kimani", "brian@example.com", Role.RESPONDER, ("Platform", "Shop")),
    ExamplePerson("Fatuma Ali", "fatuma@example.com", Role.RESPONDER, ("Shop",)),
    ExamplePerson("Grace Wanjiru", "grace@example.com", Role.MANAGER, manages=("Platform", "Shop")),
    ExamplePerson("Daniel Mwangi", "daniel@example.com", Role.ADMIN),
)
TEAMS = ("Platform", "Shop")
