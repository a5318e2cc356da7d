select distinct on (web_order_id) web_order_id, revision, custkey, placed_at, channel, amount
from truth.web_orders
order by web_order_id, revision desc
