/*---
description = "Orders and revenue by day of order"
columns { revenue = "sum of net prices" }
---*/
select
  o.orderdate,
  count(distinct o.orderkey) as orders,
  count(*) as order_lines,
  sum(l.net_price) as revenue
from curated.orders o
join curated.order_lines l on l.orderkey = o.orderkey
group by o.orderdate
