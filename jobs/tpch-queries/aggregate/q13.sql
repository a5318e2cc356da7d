/*---
description = "13. Customer distribution"
---*/
select
  c_count,
  count(*) as custdist
from (
  select
    c_custkey,
    count(o_orderkey)
  from
    curated.customer left outer join curated.orders on
      c_custkey = o_custkey
      and o_comment not like '%special%requests%'
  group by
    c_custkey
) as c_orders (c_custkey, c_count)
group by
  c_count
