"""Why a load is lost: candidate cut sets, what each contributes, and the sentences about them."""
