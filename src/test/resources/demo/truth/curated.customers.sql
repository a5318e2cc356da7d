select custkey, name, nationkey, mktsegment, acctbal
from public.customer
