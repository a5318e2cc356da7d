/*---
description = "Suppliers as they are now"
strategy = apply
sequence_by = [version]
apply_as_delete_when = "op = 'D'"
---*/
select
  s_suppkey, s_name, s_address, s_nationkey, s_phone, s_acctbal, s_comment
from raw.supplier
