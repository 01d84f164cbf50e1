"""From findings to a plan: changes that suit all rules together, in an order to make them."""
