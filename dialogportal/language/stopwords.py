"""Swedish words that say nothing about what is sought, and the words questions are asked with."""

STOP_WORDS = frozenset(
    """alla allt att av blev bli blir blivit både då de dem den denna dennes deras dess dessa det
    detta dig din dina dit ditt du där därför efter eftersom ej eller en er era ert ett ens far
    från för före ha hade han hans har henne hennes hon honom hos hur här i icke ifall in ingen
    inget inga inom inte jag ju kan kunde kunna man med medan mellan men mig min mina mitt mot
    mycket måste ni nu nej något någon några när nära och också om oss på redan samma samt sedan
    sig sin sina sitt ska skall skulle som så sådan sådana sådant till tills trots under upp ut
    utan vad var vara varandra varför varit varje vars vart vem vems vi vid vidare vilka vilkas
    vilken vilket vill vilja vår våra vårt väl än ändå är även åt över gör göra gjort gjorde
    finns finnas fanns får få fick fått går gå gick gått kommer komma kom brukar bruka bör borde
    behöver behöva gäller gälla innebär innebära betyder betyda a an and are for how is of the to
    what""".split()
)
