/*---
description = "Orders and revenue by day"
expect {
  one_row_a_day { unique = [order_date], else = fail }
}
---*/
select order_date, count(*) as orders, sum(net_total) as revenue
from curated.orders
group by order_date
