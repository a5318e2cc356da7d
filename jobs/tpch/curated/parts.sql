/*---
description = "Parts on sale"
strategy    = apply
expect {
  priced { that = "retailprice > 0", else = warn }
}
---*/
select partkey, name, brand, type, size, container, retailprice
from raw.part
