"""Addresses of dialogues."""

from django.urls import path

import dialogues.references  # noqa: F401  knows how a reference looks in an address
from dialogues.views import (
    decision,
    decision_basis,
    documents,
    examples,
    history,
    imports,
    occasions,
    page,
    plan,
    plan_copy,
    plan_version,
    process,
    proposals,
    register,
    withdrawal,
)

urlpatterns = [
    path("dialoger/", page.dialogue_list, name="dialogue-list"),
    path(
        "dialoger/egna.<extension:extension>",
        page.dialogue_list_export,
        name="dialogue-list-export",
    ),
    path("dialoger/registrera/", register.dialogue_register, name="dialogue-register"),
    path("dialoger/<reference:reference>/", page.dialogue_page, name="dialogue"),
    path(
        "dialoger/<reference:reference>/andra/<str:step>/",
        register.dialogue_edit,
        name="dialogue-edit",
    ),
    path(
        "dialoger/<reference:reference>/historik/",
        history.dialogue_history,
        name="dialogue-history",
    ),
    path(
        "dialoger/<reference:reference>/gott-exempel/", examples.good_example, name="good-example"
    ),
    path(
        "dialoger/<reference:reference>/gott-exempel/ta-bort/",
        examples.good_example_remove,
        name="good-example-remove",
    ),
    path(
        "dialoger/<reference:reference>/ingen-dialog/",
        withdrawal.withdraw,
        name="dialogue-withdraw",
    ),
    path(
        "dialoger/<reference:reference>/ingen-dialog/angra/",
        withdrawal.restore,
        name="dialogue-restore",
    ),
    # The plan
    path("dialoger/<reference:reference>/plan/", plan.plan_page, name="plan"),
    path("dialoger/<reference:reference>/plan/utga-fran/", plan_copy.plan_copy, name="plan-copy"),
    path(
        "dialoger/<reference:reference>/plan/version/<int:number>/",
        plan_version.plan_version,
        name="plan-version",
    ),
    path(
        "dialoger/<reference:reference>/plan/<slug:slug>/", plan.plan_section, name="plan-section"
    ),
    path(
        "dialoger/<reference:reference>/beslutsunderlag/",
        decision_basis.basis_page,
        name="decision-basis",
    ),
    path(
        "dialoger/<reference:reference>/beslutsunderlag.docx",
        decision_basis.basis_docx,
        name="decision-basis-docx",
    ),
    # The process
    path("dialoger/<reference:reference>/steg/<slug:name>/", process.step, name="process-step"),
    path("dialoger/<reference:reference>/fragorna/", process.inquiry, name="inquiry"),
    path("dialoger/<reference:reference>/beslut/", decision.decision, name="decision"),
    path(
        "dialoger/<reference:reference>/beslut/<int:pk>/intyga/",
        decision.decision_attest,
        name="decision-attest",
    ),
    path(
        "dialoger/<reference:reference>/informationsmote/",
        process.information_meeting,
        name="information-meeting",
    ),
    path("dialoger/<reference:reference>/yttrande/", process.opinion, name="opinion"),
    # Occasions
    path(
        "dialoger/<reference:reference>/tillfallen/", occasions.occasion_list, name="occasion-list"
    ),
    path(
        "dialoger/<reference:reference>/tillfallen/nytt/",
        occasions.occasion_add,
        name="occasion-add",
    ),
    path(
        "dialoger/<reference:reference>/tillfallen/rad/",
        occasions.council_meetings,
        name="council-meetings",
    ),
    path(
        "dialoger/<reference:reference>/tillfallen/<int:pk>/",
        occasions.occasion_edit,
        name="occasion-edit",
    ),
    path(
        "dialoger/<reference:reference>/tillfallen/<int:pk>/ta-bort/",
        occasions.occasion_remove,
        name="occasion-remove",
    ),
    # Documents
    path("dialoger/<reference:reference>/dokument/", documents.document_list, name="document-list"),
    path(
        "dialoger/<reference:reference>/dokument/nytt/", documents.document_add, name="document-add"
    ),
    path(
        "dialoger/<reference:reference>/dokument/<int:pk>/",
        documents.document_edit,
        name="document-edit",
    ),
    path(
        "dialoger/<reference:reference>/dokument/<int:pk>/fil/",
        documents.document_file,
        name="document-file",
    ),
    path(
        "dialoger/<reference:reference>/dokument/<int:pk>/ta-bort/",
        documents.document_remove,
        name="document-remove",
    ),
    # What committees and residents propose
    path("namnden/fragor/", proposals.matter_list, name="matter-list"),
    path("namnden/fragor/ny/", proposals.matter_add, name="matter-add"),
    path("namnden/fragor/<int:pk>/", proposals.matter_edit, name="matter-edit"),
    path("initiativ/", proposals.initiative_list, name="initiative-list"),
    path("initiativ/nytt/", proposals.initiative_add, name="initiative-add"),
    path("initiativ/<int:pk>/", proposals.initiative_edit, name="initiative-edit"),
    # Imports
    path("importer/", imports.import_list, name="import-list"),
    path(
        "importer/lista.<extension:extension>",
        imports.import_list_export,
        name="import-list-export",
    ),
    path("importer/ny/", imports.import_new, name="import-new"),
    path("importer/<int:pk>/", imports.import_page, name="import"),
    path("importer/<int:pk>/kolumner/", imports.import_columns, name="import-columns"),
    path("importer/<int:pk>/kor/", imports.import_run, name="import-run"),
    path("importer/<int:pk>/fortsatt/", imports.import_go_on, name="import-go-on"),
    path("importer/<int:pk>/ta-bort/", imports.import_remove, name="import-remove"),
    path("importer/<int:pk>/nekade.csv", imports.import_refusals, name="import-refusals"),
]
