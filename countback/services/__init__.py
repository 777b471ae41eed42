"""Services: the use cases, a file each; effects only through what they are given."""
