"""NetBox, and its fork Nautobot: what their REST answers say of the power of a hall."""
