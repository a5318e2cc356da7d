select partkey, name, brand, type, size, container, retailprice
from public.part
