/*---
description = "What each supplier has in stock of each part, and at what cost"
strategy    = apply
expect {
  id_known { not_null = [partkey, suppkey], else = fail }
}
---*/
select partkey, suppkey, availqty, supplycost
from raw.partsupp
