/*---
description = "Parts as they are now"
strategy = apply
sequence_by = [version]
apply_as_delete_when = "op = 'D'"
---*/
select
  p_partkey, p_name, p_mfgr, p_brand, p_type, p_size, p_container, p_retailprice, p_comment
from raw.part
