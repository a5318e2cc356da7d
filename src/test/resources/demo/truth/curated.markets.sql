select nation, iso, currency
from truth.markets
