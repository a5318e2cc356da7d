/*---
description = "Web orders, each once: the shop's servers deliver some twice and correct some later"
columns { revision = "the highest one delivered" }
expect {
  one_row { unique = [web_order_id], else = fail }
}
---*/
with delivered as (
  select
    web_order_id, revision, custkey, placed_at, channel, amount,
    row_number() over (partition by web_order_id order by revision desc) as newest
  from raw.web_orders
  where web_order_id is not null
)
select web_order_id, revision, custkey, placed_at, channel, amount
from delivered
where newest = 1
