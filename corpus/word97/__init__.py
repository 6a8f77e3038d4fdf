"""Writers of Word and PowerPoint documents of the old formats, so that their hiding places can be planted."""
