/*---
description = "Current state of every order"
strategy    = apply
sequence_by = [updated_at]
columns {
  orderstatus = "O open, F fulfilled, P partly"
  totalprice  = "as the shop booked it, tax included"
}
expect {
  id_known   { not_null = [orderkey, custkey], else = fail }
  one_row    { unique = [orderkey], else = fail }
  has_value  { that = "totalprice >= 0", else = warn }
}
---*/
select orderkey, custkey, orderstatus, totalprice, orderdate, orderpriority, updated_at
from raw.orders
