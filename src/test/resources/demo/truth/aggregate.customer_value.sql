select
  c.custkey,
  c.name,
  c.mktsegment,
  coalesce(shop.orders, 0) as shop_orders,
  coalesce(shop.ordered, 0) as shop_value,
  coalesce(web.orders, 0) as web_orders,
  coalesce(web.ordered, 0) as web_value,
  shop.last_order
from public.customer c
left join (
  select custkey, count(*) as orders, sum(totalprice) as ordered, max(orderdate) as last_order
  from public.orders
  group by custkey
) shop on shop.custkey = c.custkey
left join (
  select custkey, count(*) as orders, sum(amount) as ordered
  from (
    select distinct on (web_order_id) web_order_id, custkey, amount
    from truth.web_orders
    order by web_order_id, revision desc
  ) newest
  group by custkey
) web on web.custkey = c.custkey
