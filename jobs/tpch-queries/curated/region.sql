/*---
description = "Regions"
strategy = apply
sequence_by = [version]
apply_as_delete_when = "op = 'D'"
---*/
select
  r_regionkey, r_name, r_comment
from raw.region
