/*---
description = "Regions"
strategy    = apply
---*/
select regionkey, name
from raw.region
