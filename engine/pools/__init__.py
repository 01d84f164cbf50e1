"""What goes in together: whether all of it may, and which is the largest part that may."""
