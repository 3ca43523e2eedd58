"""The form by which a photo is added."""

from django.core.exceptions import ValidationError
from django.forms import FileField, FileInput

from njcmo_site.editing.second_person import OvertakenForm
from services.photos.receiving import Received


class NewPhotoForm(OvertakenForm):
    received = Received()  # what was made of the file, see PhotoAdmin.get_form

    file = FileField(
        label="File",
        widget=FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=(
            "JPEG, PNG or WebP, of 15 MB and 40 megapixels at most. The site keeps smaller"
            " copies of it and not the file itself, so nothing tells where or when it was taken."
        ),
    )

    def full_clean(self):
        """All that was typed comes back but the file: a browser is given none."""
        super().full_clean()
        if self.is_bound and self.errors and "file" not in self.errors:
            self.add_error("file", "Choose it again, once the rest is right.")

    def clean_file(self):
        if self.received.refused:
            raise ValidationError(self.received.refused)
        return self.cleaned_data["file"]

    def save(self, commit=True):
        made = self.received.made
        assert made, "no file, or a refused one, is an error of the form"  # noqa: S101
        photo = self.instance
        photo.folder, photo.widths, photo.height = self.received.folder, made.widths, made.height
        photo.has_avif = made.has_avif
        return super().save(commit)
