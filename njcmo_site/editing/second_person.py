"""Who would save over what somebody else saved is told."""

from hashlib import sha256


def state_of(*querysets) -> str:
    """Another after every change of these rows and of what they are tied to.

    Not after a change of what the site itself keeps in them, or people in their own account.
    """
    own = {"last_login", "password"}
    parts = []
    for rows in querysets:
        model = rows.model._meta
        columns = [
            field.attname
            for field in model.concrete_fields
            if field.editable and field.name not in own
        ]
        parts.append(list(rows.values(*columns)))
        parts += [
            sorted(rows.order_by().values_list("pk", field.name)) for field in model.many_to_many
        ]
    return sha256(repr(parts).encode()).hexdigest()
