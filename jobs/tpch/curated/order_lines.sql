/*---
description = "Current state of every line of an order"
strategy    = apply
sequence_by = [updated_at]
columns { net_price = "price after discount, without tax" }
expect {
  id_known      { not_null = [orderkey, linenumber, partkey, suppkey], else = fail }
  discount_sane { that = "discount between 0 and 1", else = fail }
}
---*/
select
  orderkey, linenumber, partkey, suppkey, quantity, extendedprice, discount,
  extendedprice * (1 - discount) as net_price,
  returnflag, linestatus, shipdate, shipmode
from raw.lineitem
