/*---
description = "What each supplier has of a part, and at which price"
strategy = apply
sequence_by = [version]
apply_as_delete_when = "op = 'D'"
---*/
select
  ps_partkey, ps_suppkey, ps_availqty, ps_supplycost, ps_comment
from raw.partsupp
