/*---
description = "Suppliers"
strategy    = apply
---*/
select suppkey, name, nationkey, acctbal
from raw.supplier
