/*---
description = "Revenue by day and shop, of the orders whose date and quantity could be read"
key         = [ordered_on, shop]
---*/
select ordered_on, shop, count(*) as orders, sum(quantity * unit_price) as revenue
from curated.sales
where ordered_on is not null and quantity is not null
group by ordered_on, shop
