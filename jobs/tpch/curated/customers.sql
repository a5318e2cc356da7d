/*---
description = "Customers that the shop has now"
strategy    = apply
columns { acctbal = "balance of the account; negative is a debt" }
expect {
  id_known { not_null = [custkey, nationkey], else = fail }
  one_row  { unique = [custkey], else = fail }
}
---*/
select custkey, name, nationkey, mktsegment, acctbal
from raw.customer
