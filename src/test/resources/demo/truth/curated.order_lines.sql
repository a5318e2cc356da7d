select
  orderkey, linenumber, partkey, suppkey, quantity, extendedprice, discount,
  extendedprice * (1 - discount) as net_price,
  returnflag, linestatus, shipdate, shipmode
from public.lineitem
