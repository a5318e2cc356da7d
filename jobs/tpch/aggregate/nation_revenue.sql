/*---
description = "Revenue by year and by the nation of the customer"
expect {
  known { not_null = [region, nation, currency], else = fail }
}
---*/
select
  r.name as region,
  n.name as nation,
  m.currency,
  year(o.orderdate) as order_year,
  count(distinct o.orderkey) as orders,
  sum(l.net_price) as revenue
from curated.order_lines l
join curated.orders o on o.orderkey = l.orderkey
join curated.customers c on c.custkey = o.custkey
join curated.nations n on n.nationkey = c.nationkey
join curated.regions r on r.regionkey = n.regionkey
join curated.markets m on m.nation = n.name
group by r.name, n.name, m.currency, year(o.orderdate)
