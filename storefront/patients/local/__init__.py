"""Patient accounts of our own, for upstreams that keep charts but know no patient sign-in."""
