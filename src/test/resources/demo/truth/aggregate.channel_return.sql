select
  coalesce(s.day, c.day) as day,
  coalesce(s.channel, c.channel) as channel,
  coalesce(s.orders, 0) as orders,
  coalesce(s.revenue, 0) as revenue,
  coalesce(c.spend, 0) as spend,
  coalesce(s.revenue, 0) - coalesce(c.spend, 0) as margin
from (
  select (placed_at at time zone 'UTC')::date as day, channel, count(*) as orders, sum(amount) as revenue
  from (
    select distinct on (web_order_id) web_order_id, placed_at, channel, amount
    from truth.web_orders
    order by web_order_id, revision desc
  ) newest
  group by 1, 2
) s
full outer join (
  select day, channel, sum(spend) as spend from truth.campaigns group by day, channel
) c on c.day = s.day and c.channel = s.channel
