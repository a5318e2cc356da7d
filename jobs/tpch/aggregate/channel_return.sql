/*---
description = "Web revenue against advertising by day and channel"
---*/
with sales as (
  select cast(placed_at as date) as day, channel, count(*) as orders, sum(amount) as revenue
  from curated.web_orders
  group by cast(placed_at as date), channel
)
select
  coalesce(s.day, c.day) as day,
  coalesce(s.channel, c.channel) as channel,
  coalesce(s.orders, 0) as orders,
  coalesce(s.revenue, 0) as revenue,
  coalesce(c.spend, 0) as spend,
  coalesce(s.revenue, 0) - coalesce(c.spend, 0) as margin
from sales s
full outer join curated.campaigns c on c.day = s.day and c.channel = s.channel
