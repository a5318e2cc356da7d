/*---
description = "What each customer ordered, in the shop and on the web"
expect {
  one_row { unique = [custkey], else = fail }
}
---*/
with shop as (
  select custkey, count(*) as orders, sum(totalprice) as ordered, max(orderdate) as last_order
  from curated.orders
  group by custkey
),
web as (
  select custkey, count(*) as orders, sum(amount) as ordered
  from curated.web_orders
  group by custkey
)
select
  c.custkey,
  c.name,
  c.mktsegment,
  coalesce(shop.orders, 0) as shop_orders,
  coalesce(shop.ordered, 0) as shop_value,
  coalesce(web.orders, 0) as web_orders,
  coalesce(web.ordered, 0) as web_value,
  shop.last_order
from curated.customers c
left join shop on shop.custkey = c.custkey
left join web on web.custkey = c.custkey
