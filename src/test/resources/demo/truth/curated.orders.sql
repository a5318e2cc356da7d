select orderkey, custkey, orderstatus, totalprice, orderdate, orderpriority, updated_at
from public.orders
