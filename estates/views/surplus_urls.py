"""Addresses of surplus land, options appraisals, promises and principles."""

from django.urls import URLPattern, URLResolver, path

from estates.views import appraisals, deciding, principles, promises, surplus

addresses: list[URLPattern | URLResolver] = [
    path("surplus/", surplus.surplus, name="surplus"),
    path("surplus.<slug:ending>", surplus.download, name="surplus_download"),
    path("surplus/new/", surplus.plot_new, name="plot_new"),
    path("surplus/<int:plot_id>/", surplus.plot, name="plot"),
    path("surplus/<int:plot_id>/edit/", surplus.plot_edit, name="plot_edit"),
    path("surplus/<int:plot_id>/stage/", surplus.plot_stage, name="plot_stage"),
    path("surplus/<int:plot_id>/appraise/", appraisals.appraisal_begin, name="appraisal_begin"),
    path("surplus/<int:plot_id>/homes/", promises.plot_homes, name="plot_homes"),
    path("surplus/<int:plot_id>/homes/new/", promises.homes_new, name="homes_new"),
    path("promises/", promises.promises_page, name="promises"),
    path("promises.<slug:ending>", promises.download, name="promises_download"),
    path("promises/<int:statement_id>/withdraw/", promises.homes_withdraw, name="homes_withdraw"),
    path("appraisals/<int:appraisal_id>/", appraisals.appraisal, name="appraisal"),
    path(
        "appraisals/<int:appraisal_id>/tasks/<slug:task>/", appraisals.appraisal_task, name="appraisal_task"
    ),
    path("appraisals/<int:appraisal_id>/options/new/", appraisals.option_new, name="option_new"),
    path("appraisals/<int:appraisal_id>/options.csv", appraisals.options_download, name="options_download"),
    path("appraisals/<int:appraisal_id>/asked/new/", appraisals.asked_new, name="asked_new"),
    path("appraisals/<int:appraisal_id>/check/", deciding.appraisal_check, name="appraisal_check"),
    path(
        "appraisals/<int:appraisal_id>/take-back/", deciding.appraisal_take_back, name="appraisal_take_back"
    ),
    path("appraisals/<int:appraisal_id>/withdraw/", deciding.appraisal_withdraw, name="appraisal_withdraw"),
    path("appraisals/<int:appraisal_id>/decision/", deciding.appraisal_decide, name="appraisal_decide"),
    path("appraisals/<int:appraisal_id>/record/", deciding.appraisal_record, name="appraisal_record"),
    path("appraisals/<int:appraisal_id>/log.csv", deciding.log_download, name="log_download"),
    path("principles/", principles.principles_page, name="disposal_principles"),
    path("principles.csv", principles.download, name="principles_download"),
    path("principles/write/", principles.principles_write, name="principles_write"),
    path("principles/sign/", principles.principles_sign, name="principles_sign"),
    path(
        "principles/<int:signature_id>/take-back/", principles.signature_take_back, name="signature_take_back"
    ),
    path("options/<int:option_id>/", appraisals.option_edit, name="option_edit"),
    path("options/<int:option_id>/remove/", appraisals.option_remove, name="option_remove"),
    path("asked/<int:asked_id>/", appraisals.asked_answer, name="asked_answer"),
]
