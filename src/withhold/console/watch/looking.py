"""How a site is swept: the crawler of the response, under the destination's profile and the desk's register."""
