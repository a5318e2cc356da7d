select partkey, suppkey, availqty, supplycost
from public.partsupp
