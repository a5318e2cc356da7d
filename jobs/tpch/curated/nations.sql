/*---
description = "Nations and the region they belong to"
strategy    = apply
---*/
select nationkey, name, regionkey
from raw.nation
