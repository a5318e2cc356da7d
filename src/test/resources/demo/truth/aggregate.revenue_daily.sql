select
  o.orderdate,
  count(distinct o.orderkey) as orders,
  count(*) as order_lines,
  sum(l.extendedprice * (1 - l.discount)) as revenue
from public.orders o
join public.lineitem l on l.orderkey = o.orderkey
group by o.orderdate
