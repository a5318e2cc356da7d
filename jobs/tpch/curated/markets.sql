/*---
description = "Nations that the shop sells in, kept by hand in seeds/markets.csv"
strategy    = apply
---*/
select nation, iso, currency
from raw.markets
