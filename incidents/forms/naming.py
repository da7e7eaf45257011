"""Words that name people: in a private incident, somebody who cannot see it is asked about, and one press answers."""

from core.errors import DomainError
from core.typed_times import TimedForm
from core.when import Choice, Question
from incidents.services.members import NotAMember

BUTTON = "make_members"


class NamingForm(TimedForm):
    """A form whose words may call somebody by @name. `then` says what it does, on the button that answers."""

    then = "log it"

    def ask_about(self, error: DomainError) -> None:
        """A refusal that can be answered by a press is asked about: somebody who cannot see a private incident."""
        if isinstance(error, NotAMember):
            choice = Choice(f"Make {error.becoming} and {self.then}", "on")
            self.questions.append(Question(error.message, (choice,), button=BUTTON))

    @property
    def may_make_members(self) -> bool:
        """Whether that button was pressed: it is an answer, and no field that stands in the form."""
        return self.data.get(BUTTON) == "on"
