"""The 21 counties and the 15 organizations that serve them, as far as public pages tell.

No phone number has been verified yet: staff do that by calling, in the admin.
"""

from django.db import migrations

ORGANIZATIONS = [
    {
        "slug": "cape-atlantic",
        "name": "Cape Atlantic I.N.K.",
        "name_verified": True,
        "website": "",
        "phone": "",
        "counties": {"atlantic": "Atlantic", "cape-may": "Cape May"},
        "note": (
            "Name and both counties seen in two places; the source is from 2013: confirm that the "
            "name is still used. Web site and phone to be filled in by staff. Seen at "
            "https://share.nned.net/2013/03/systems-of-care/."
        ),
    },
    {
        "slug": "bergen",
        "name": "Bergen's Promise",
        "name_verified": True,
        "website": "https://www.bergenspromise.org/",
        "phone": "201-712-1170",
        "counties": {"bergen": "Bergen"},
        "note": (
            "Phone seen once, in the organization's 2020 newsletter: confirm before showing it. "
            "Seen at http://www.bergenspromise.org/faqs."
        ),
    },
    {
        "slug": "burlington",
        "name": "Partners for Kids and Families",
        "name_verified": True,
        "website": "",
        "phone": "",
        "counties": {"burlington": "Burlington"},
        "note": (
            "Name and county in an older article of a national non-profit; Bergen's Promise also "
            "lists a CMO for Burlington: confirm that the name is still used. Web site and phone to"
            " be filled in by staff. Seen at https://www.chcs.org/new-jersey-strategies-support-"
            "youth-serious-behavioral-health-needs/."
        ),
    },
    {
        "slug": "camden",
        "name": "Camden County Partnership for Children",
        "name_verified": True,
        "website": "https://www.camdencmo.org/",
        "phone": "",
        "counties": {"camden": "Camden"},
        "note": (
            "Phone to be filled in by staff. Seen at https://www.camdencmo.org/accessing-services/."
        ),
    },
    {
        "slug": "cgs",
        "name": "CGS Family Partnership",
        "name_verified": True,
        "website": "http://cgscmo.org/",
        "phone": "",
        "counties": {"cumberland": "Cumberland", "gloucester": "Gloucester", "salem": "Salem"},
        "note": (
            "Name, three counties and web site on its own page. Phone to be filled in by staff. "
            "Seen at http://cgscmo.org/mission.htm."
        ),
    },
    {
        "slug": "essex",
        "name": "Partnership for Children of Essex",
        "name_verified": True,
        "website": "https://www.pcenj.org/",
        "phone": "",
        "counties": {"essex": "Essex"},
        "note": ("Phone to be filled in by staff. Seen at https://www.pcenj.org/home-2/."),
    },
    {
        "slug": "hudson",
        "name": "Hudson Partnership CMO",
        "name_verified": True,
        "website": "",
        "phone": "",
        "counties": {"hudson": "Hudson"},
        "note": (
            "Name in a 2023 association newsletter. Web site and phone to be filled in by staff. "
            "Seen at https://njamha.org/FB/NNews-July-2023/5."
        ),
    },
    {
        "slug": "tri-county",
        "name": "Tri County CMO",
        "name_verified": True,
        "website": "http://www.tricountycmo.org/",
        "phone": "",
        "counties": {"hunterdon": "Hunterdon", "somerset": "Somerset", "warren": "Warren"},
        "note": (
            "Name on njcmo.org; the three counties in Bergen's Promise's list "
            "(http://www.bergenspromise.org/faqs). Phone to be filled in by staff. Seen at "
            "https://njcmo.org/news/legislative-breakfast/."
        ),
    },
    {
        "slug": "mercer",
        "name": "Care management organization for Mercer County",
        "name_verified": False,
        "website": "",
        "phone": "",
        "counties": {"mercer": "Mercer"},
        "note": (
            "Only confirmed that Mercer has its own CMO. Capitol County Children's Collaborative "
            "(http://capitolkids.org/about) describes itself as part of the system, but the page "
            "seen names no county: staff confirm name, web site and phone. Seen at "
            "http://www.bergenspromise.org/faqs."
        ),
    },
    {
        "slug": "middlesex",
        "name": "Coordinated Family Care",
        "name_verified": True,
        "website": "https://coordinatedfamilycare.org/",
        "phone": "",
        "counties": {"middlesex": "Middlesex"},
        "note": (
            "Phone to be filled in by staff. Seen at https://coordinatedfamilycare.org/service-"
            "providers/mou-process-documents."
        ),
    },
    {
        "slug": "monmouth",
        "name": "MonmouthCares",
        "name_verified": True,
        "website": "https://www.monmouthcares.org/",
        "phone": "",
        "counties": {"monmouth": "Monmouth"},
        "note": (
            "Phone to be filled in by staff. Seen at https://www.monmouthcares.org/what-we-do/care-"
            "management/."
        ),
    },
    {
        "slug": "morris-sussex",
        "name": "Care management organization for Morris and Sussex Counties",
        "name_verified": False,
        "website": "",
        "phone": "",
        "counties": {"morris": "Morris", "sussex": "Sussex"},
        "note": (
            "Only confirmed that one CMO serves Morris and Sussex. Name, web site and phone to be "
            "filled in by staff. Seen at http://www.bergenspromise.org/faqs."
        ),
    },
    {
        "slug": "ocean",
        "name": "Ocean Partnership for Children",
        "name_verified": True,
        "website": "",
        "phone": "",
        "counties": {"ocean": "Ocean"},
        "note": (
            "Name and county also at https://www.oceanresourcenet.org/news-events/news/. Web site "
            "and phone to be filled in by staff. Seen at http://pflagjerseyshore.org/pflag-jersey-"
            "shore-announces-collaboration-with-ocean-partnership-for-children-and-the-family-"
            "support-organization-of-ocean-county/."
        ),
    },
    {
        "slug": "passaic",
        "name": "Circle of Care for Families and Children of Passaic County",
        "name_verified": True,
        "website": "",
        "phone": "",
        "counties": {"passaic": "Passaic"},
        "note": (
            "Name on its own 2025 provider form, county also at https://www.fso-pc.org/aboutus. Web"
            " site and phone to be filled in by staff. Seen at "
            "https://form.jotform.com/250135696509058."
        ),
    },
    {
        "slug": "union",
        "name": "Families and Community Together (FACT)",
        "name_verified": True,
        "website": "https://factnj.org/",
        "phone": "908-789-8500",
        "counties": {"union": "Union"},
        "note": (
            "Phone seen once, in a local news article: confirm before showing it. Seen at "
            "https://factnj.org/faqs."
        ),
    },
]


def put_in(apps, schema_editor):
    organizations = apps.get_model("services", "CareManagementOrganization").objects
    counties = apps.get_model("services", "County").objects
    for values in ORGANIZATIONS:
        fields = {name: value for name, value in values.items() if name != "counties"}
        organization = organizations.create(**fields)
        for slug, name in values["counties"].items():
            counties.create(slug=slug, name=name, care_management_organization=organization)


def take_out(apps, schema_editor):
    apps.get_model("services", "County").objects.all().delete()
    apps.get_model("services", "CareManagementOrganization").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("services", "0001_initial")]
    operations = [migrations.RunPython(put_in, take_out)]
