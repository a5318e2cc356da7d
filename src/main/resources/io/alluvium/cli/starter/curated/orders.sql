/*---
description = "Current state of every order"
strategy    = apply
columns { net_total = "what the customer pays, after discount" }
expect {
  net_not_negative { that = "net_total >= 0", else = warn }
}
---*/
select order_id, customer, order_date, total - discount as net_total
from raw.orders
