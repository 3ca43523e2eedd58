"""Who may do what: the groups of staff, made or brought up to date after each migrate."""

from django.apps import AppConfig
from django.apps.registry import Apps
from django.apps.registry import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet

ANSWERS_FAMILIES = [
    "change_referral",
    "view_referral",
    "view_intakesettings",
    "view_consentwords",
    "view_notice",
]
ALL = ["add", "change", "delete", "view"]
CARDS = ["card", "cardsource"]
CHECKLIST = ["moment", "sign", "nextstep"]
PUBLISHES = ["add", "change", "view"]  # an edition stays: nobody deletes one
SUPERVISES = ["view_look"]
ROLES = {
    "content editor": {
        "services": [
            "add_topic",
            "change_topic",
            "delete_topic",
            "view_topic",
            "add_section",
            "change_section",
            "delete_section",
            "view_section",
            "add_source",
            "change_source",
            "delete_source",
            "view_source",
            "add_approach",
            "change_approach",
            "delete_approach",
            "view_approach",
            "add_firstcall",
            "change_firstcall",
            "delete_firstcall",
            "view_firstcall",
            *(
                f"{verb}_{model}"
                for verb in ALL
                for model in ["script", "situation", "photo", *CARDS]
            ),
            *(f"{verb}_{model}" for verb in ["change", "view"] for model in ["box", "door"]),
            "change_fixedtext",
            "view_fixedtext",
            "add_term",
            "change_term",
            "delete_term",
            "view_term",
            "change_urgentsign",
            "view_urgentsign",
            "change_urgentphrases",
            "view_urgentphrases",
            "change_dangerwords",
            "view_dangerwords",
            "add_synonyms",
            "change_synonyms",
            "delete_synonyms",
            "view_synonyms",
            *(f"change_{model}" for model in CHECKLIST),
            *(f"view_{model}" for model in CHECKLIST),
            *(f"{verb}_{kind}edition" for verb in PUBLISHES for kind in ["topic", "card"]),
            "view_pageanswer",
            "view_unansweredsearch",
            "change_pageowners",
            "view_pageowners",
            "change_caremanagementorganization",
            "view_caremanagementorganization",
            "change_contactdetails",
            "view_contactdetails",
            "view_county",
        ],
        "faq": [
            *(f"{verb}_question" for verb in ALL),
            *(f"{verb}_questionedition" for verb in PUBLISHES),
        ],
    },
    "intake coordinator": {"referrals": ANSWERS_FAMILIES},
    "supervisor": {"referrals": [*ANSWERS_FAMILIES, *SUPERVISES]},
    "manager": {
        "auth": ["add_user", "change_user", "view_user", "view_group"],
        "services": [
            "change_caremanagementorganization",
            "view_caremanagementorganization",
            "change_county",
            "view_county",
            "change_pageowners",
            "view_pageowners",
        ],
        "referrals": [
            *ANSWERS_FAMILIES,
            *SUPERVISES,
            "export_referral",
            "change_intakesettings",
            *(f"{verb}_callingnumber" for verb in ALL),
            "add_consentwords",
            "add_staffprofile",
            "change_staffprofile",
            "view_staffprofile",
        ],
    },
    "clinical reviewer": {
        "services": [
            "review_topic",
            "view_topic",
            "view_section",
            "view_source",
            "view_approach",
            "change_urgentphrases",
            "view_urgentphrases",
            "change_dangerwords",
            "view_dangerwords",
            *(f"view_{model}" for model in [*CARDS, *CHECKLIST]),
        ],
    },
}


def bring_up_to_date(sender: AppConfig, apps: Apps, using: str, **kwargs: object) -> None:
    """Give each group exactly the permissions above. Runs after every migrate."""
    Group = apps.get_model("auth", "Group")  # noqa: N806
    Permission = apps.get_model("auth", "Permission")  # noqa: N806
    for role, permissions in ROLES.items():
        granted = []
        for app_label, codenames in permissions.items():
            # A permission is made at the end of a migrate, app by app; this app's may come later.
            create_permissions(installed_apps.get_app_config(app_label), verbosity=0, using=using)
            granted += [
                Permission.objects.using(using).get(
                    content_type__app_label=app_label, codename=codename
                )
                for codename in codenames
            ]
        Group.objects.using(using).get_or_create(name=role)[0].permissions.set(granted)


def groups_of_managers():
    right = {"permissions__codename": "change_user", "permissions__content_type__app_label": "auth"}
    return Group.objects.filter(**right)


def people_who_look_after_accounts(is_active: bool | None = True) -> QuerySet[User]:
    """Superusers among them; with None those as well whose account is closed."""
    # Django takes None; its stubs do not know that.
    return User.objects.with_perm("auth.change_user", is_active=is_active)  # type: ignore[arg-type]
