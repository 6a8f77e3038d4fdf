"""PDF documents written anew with nothing but what is seen on their pages."""
