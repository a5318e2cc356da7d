/*---
description = "Nations"
strategy = apply
sequence_by = [version]
apply_as_delete_when = "op = 'D'"
---*/
select
  n_nationkey, n_name, n_regionkey, n_comment
from raw.nation
