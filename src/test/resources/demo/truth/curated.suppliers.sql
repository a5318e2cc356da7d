select suppkey, name, nationkey, acctbal
from public.supplier
