"""Words that name everybody, and words that only begin so (R104)."""

import pytest

from participation.broad import names_everybody


@pytest.mark.parametrize(
    ("words", "is_everybody"),
    [
        ("Alla boende i stadsdelen", True),
        ("samtliga invånare i stadsdelen", True),
        ("alla som bor och verkar i området", True),
        ("Boende i Tensta", True),
        ("De boende", True),
        ("Alla besökare", True),
        ("Den breda allmänheten", True),
        ("Stockholmare i alla åldrar", True),
        ("Boende, besökare och näringsidkare", True),
        ("All residents of the district", True),
        ("De som bor här", True),
        ("Kommunens invånare", True),
        ("Alla som berörs av planen", True),
        ("Invånare i Tensta centrum i alla åldrar", True),
        ("Invånare i Tensta som är arbetslösa", False),
        ("Boende i området som har barn", False),
        ("Boende på Storgatan", False),
        ("Alla i Hyresgästföreningen", False),
        ("Boende i Brf Solen", False),
        ("Alla på Rinkebyskolan", False),
        ("Boende i Tensta Allé", True),
        ("Personer i hemlöshet", False),
        ("Personer i rullstol", False),
        ("Personer som lever i hemlöshet", False),
        ("Människor på flykt", False),
        ("Medborgare i arbetslöshet", False),
        ("Alla som arbetar i skolan", False),
        ("Alla i hemtjänsten", False),
        ("People in poverty", False),
        ("Boende i gruppbostad", False),
        ("Alla boende på äldreboendet", False),
        ("Äldre boende i Tensta", False),
        ("Boende på Storgatan 5", False),
        ("Besökare på fritidsgården", False),
        ("Invånare med utländsk bakgrund", False),
        ("Alla hundägare i stadsdelen", False),
        ("Skejtare", False),
    ],
)
def test_words_that_name_everybody_are_no_group(words, is_everybody):
    assert names_everybody(words) == is_everybody
