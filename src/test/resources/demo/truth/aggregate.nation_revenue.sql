select
  r.name as region,
  n.name as nation,
  m.currency,
  extract(year from o.orderdate)::int as order_year,
  count(distinct o.orderkey) as orders,
  sum(l.extendedprice * (1 - l.discount)) as revenue
from public.lineitem l
join public.orders o on o.orderkey = l.orderkey
join public.customer c on c.custkey = o.custkey
join public.nation n on n.nationkey = c.nationkey
join public.region r on r.regionkey = n.regionkey
join truth.markets m on m.nation = n.name
group by 1, 2, 3, 4
