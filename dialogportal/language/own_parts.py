"""Word parts that the dictionary does not teach, and endings that are no words to split at."""

# Endings of Swedish words that happen to be words too, or to end many words.
ENDINGS = frozenset(
    """ing ning ande ende het bar barhet ring rad era ling tare ker ism sig tik lad enhet ten gen
    eri kad dig kap skap kel gel opp logi ans att ätt sion lan kola ara ast lera ass sel den ida
    iva ess ist age alt kan stare sch yrka yra skare lig lik are nare ska sam tor löshet ration
    itet tion eri inna else dan ell ont stan rna nad tad erad ering isk tar ter ner ler der ser ger
    per ver ena ens ets igt ligt liga iga lighet ighet dad sad dom sta ste arna erna orna ade
    ades ats tals logisk ologisk ologi heten heter iska iskt tisk sisk isera iserad siv ativ tiv
    ment ent ant""".split()
)
# The only heads of two letters or one.
SHORT_HEADS = frozenset("bo bi by ho hy kö mö ny sy öl ur ö å".split())
# Particles and prefixes: what stands before them is seldom a word to search by.
PARTICLES = frozenset(
    """för be an in ut av om till sam re per kon de ex pro upp med ned ner över under åt er mis
    miss ent ge ini und i ob sub dis syn ana epi para trans kom col fö ap res ans kor
    utan""".split()
)
MODIFIERS = frozenset(
    """aero afro akilles alko allemans andre anti arbetar atlant atom auto bio borto centi deci
    dubbel elektro enkel euro familje filtrer fjol foto femtio fyrtio förste geo grann grahams
    halv hel hundra hydro hyper hälso infra inter intra invandrar kilo kyrko läro makro medborgar
    mega mikro milli mono multi neuro nittio påsk pingst radio sago sextio sjuttio super tele termo
    tio tjugo tolv tredje trettio turbo tusen ultra video åttio barna bonde bränn daghems fader
    femdagars fleråriga färd fostrar gatu hyres idé kvarters lantbrukar lärar miljö moder mödra
    natt närings omsorgs pendlar rese samlings skol stads söner trottoar utomhus inomhus västra
    östra norra södra vårdnads äldre årskurs översvämnings""".split()
)
HEADS = frozenset(
    """armad bent byggande byggare bärare delad drivare ender fattare formig färgad färgning
    givande givare gängare görare göring hållande hållare hårig havare hörelse hörnig kantig
    klassig kundig kunnig ledare lemmad lynt läsare löpare maskig månaders plågeri radig retande
    retare rådig siffrig sidig sinnig sittare skrivare smakare spårig språkig strävare stämmig
    tagande tagare talare talig tycklig varande varo våldad våning växt ögd ögon årig""".split()
)
# Everyday words that look like compounds and are none (or none that helps a search).
WHOLE = frozenset(
    """ansvar avgaser avgift beslut bostad centrum delaktighet förslag försäkring församling handel
    klimat kommun kontroll kultur natur område parkera parkering remiss resurs tillgänglig
    tillgänglighet tillstånd uppgift utanför utställning vandring verksamhet åtgärd förändring
    förening alltid automat insekt toalett organisation information hållbar hållbarhet system
    program person general material viktig gammal källare regering
    arbete politisk tydlig gemensam marknad betala fastighet lokal satsning behov behöva exempelvis
    dessutom retagare enskild risk riskera miljon risk rapport fortfarande produkt nuvarande enbart
    likaså sysselsättning problem hantera minoritet avgöra slutsats bidra bidrag upptäcka utreda
        utveckla utveckling utbildning framtid bakgrund delvis särskild systematisk individuell
    eventuell statistik naturlig naturligtvis personlig orsak normal byggande konstatera
    kvalificerad     tillsammans finansiering modernisering digitalisering global sexuell
    förvaltning försvara insats motverka
    likgiltig likna liknande medlem allmän allvarlig avgränsa avstå""".split()
)
MODIFIER_LEMMAS = {
    "barna": "barn",
    "föräldra": "förälder",
    "hälso": "hälsa",
    "lärar": "lärare",
    "arbetar": "arbetare",
    "medborgar": "medborgare",
    "invandrar": "invandrare",
    "invånar": "invånare",
    "pendlar": "pendlare",
    "mödra": "moder",
    "rese": "resa",
    "små": "liten",
    "grann": "granne",
}
