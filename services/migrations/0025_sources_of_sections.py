"""Sections have sources, and sources have names, by which texts cite them."""

import csv

from django.conf import settings
from django.db import migrations, models
from django.utils.text import slugify

import services.validators


def names_by_url():
    """Of the sources that come with the site: texts that come with it cite these."""
    path = settings.BASE_DIR / "njcmo_site/starter_content/sources.csv"
    rows = csv.DictReader(path.read_text().splitlines())
    return {row["url"]: slugify(row["key"]) for row in rows}


def free_name(source, known, taken):
    """`source`: its values, as a row or an edition has them."""
    made = slugify(f"{source['organization'][:30]} {source['year'] or ''}")
    wanted = known.get(source["url"]) or made or "source"
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted[:45]}-{number}"
    return name


def give_names(apps, schema_editor):
    known = names_by_url()
    sources = apps.get_model("services", "Source").objects
    names = {}  # of each source that is still there
    taken = {}  # of each page
    for row in sources.order_by("topic", "order", "pk").values():
        names_of_page = taken.setdefault(row["topic_id"], set())
        names[row["id"]] = free_name(row, known, names_of_page)
        names_of_page.add(names[row["id"]])
        sources.filter(pk=row["id"]).update(name=names[row["id"]])
    for edition in apps.get_model("services", "TopicEdition").objects.iterator():
        names_of_page = set(taken.get(edition.draft_id, ()))
        for source in edition.content["sources"]:
            source["name"] = names.get(source["id"]) or free_name(source, known, names_of_page)
            names_of_page.add(source["name"])
        edition.save(update_fields=["content"])


def take_names(apps, schema_editor):
    """Out of the editions; the columns go by themselves."""
    for edition in apps.get_model("services", "TopicEdition").objects.iterator():
        for source in edition.content["sources"]:
            source.pop("name", None)
        for section in edition.content["sections"]:
            section.pop("sources", None)
        edition.save(update_fields=["content"])


class Migration(migrations.Migration):

    dependencies = [
        ('services', '0024_newer_words'),
    ]

    operations = [
        migrations.AddField(
            model_name='section',
            name='sources',
            field=models.ManyToManyField(blank=True, help_text='What this section rests on. To cite one at a sentence, copy what stands beside it behind the sentence.', related_name='sections', to='services.source', verbose_name='sources'),
        ),
        migrations.AddField(
            model_name='source',
            name='name',
            field=models.SlugField(blank=True, help_text='What texts cite it by, such as “aota-2019”. Empty: one is made.', verbose_name='name'),
        ),
        migrations.RunPython(give_names, take_names),
        migrations.AlterField(
            model_name='section',
            name='body',
            field=models.TextField(validators=[services.validators.names_and_markers], verbose_name='text'),
        ),
        migrations.AlterField(
            model_name='section',
            name='body_en',
            field=models.TextField(null=True, validators=[services.validators.names_and_markers], verbose_name='text'),
        ),
        migrations.AlterField(
            model_name='section',
            name='body_es',
            field=models.TextField(null=True, validators=[services.validators.names_and_markers], verbose_name='text'),
        ),
        migrations.AlterField(
            model_name='section',
            name='more',
            field=models.TextField(blank=True, validators=[services.validators.names_and_markers], verbose_name='more, folded'),
        ),
        migrations.AlterField(
            model_name='section',
            name='more_en',
            field=models.TextField(blank=True, null=True, validators=[services.validators.names_and_markers], verbose_name='more, folded'),
        ),
        migrations.AlterField(
            model_name='section',
            name='more_es',
            field=models.TextField(blank=True, null=True, validators=[services.validators.names_and_markers], verbose_name='more, folded'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.UniqueConstraint(fields=('topic', 'name'), name='source_name_unique_on_page', violation_error_message='Another source of this page has this name.'),
        ),
    ]
