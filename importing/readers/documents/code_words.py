"""Names of languages of programs, which a copied block of code leaves behind."""

from importing.readers.documents.lines import Kind, Line

_LANGUAGES = (
    "css vbnet bash shell sh yaml yml json html xml python py java javascript js typescript ts sql go "
    "golang rust ruby php perl csharp c cpp kotlin swift scala makefile dockerfile plaintext text "
    "markdown md less scss vb arduino lua r diff ini toml graphql apache nginx http properties powershell "
    "objectivec copy"
)
_CODE_WORDS = frozenset(_LANGUAGES.split())


def is_code_word(line: Line) -> bool:
    """Whether a line is but the name of a language, left behind by a copied block of code."""
    return line.kind is Kind.TEXT and line.words.lower() in _CODE_WORDS
