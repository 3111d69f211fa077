"""The columns of a survey of earlier dialogues: {header: the field it stands for}."""

SURVEY = {
    "Titel": "title",
    "Startdatum": "starts_on",
    "Aktivitet eller process": "form",
    "Typ av process": "kind",
    "Syfte": "purpose",
    "Kodat syfte": "purposes",
    "Tidpunkt i beslutsprocessen": "phases",
    "Målgrupp": "target_group_text",
    "Kodad målgrupp": "target_groups",
    "Antal deltagare": "participants",
    "Antal förtroendevalda": "elected_participants",
    "Antal tjänstemän": "official_participants",
    "Rekrytering": "recruitment_text",
    "Rekryteringssätt": "recruitment",
    "Typ av utvärdering": "evaluation_kind",
    "Vad utvärderades": "evaluated",
}
