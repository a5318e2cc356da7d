/*---
description = "One row an order: blanks taken off, both forms of dates read, repeats once"
key         = [order_no]
columns { ordered_on = "null where it is no date", quantity = "null where it is no number" }
expect {
  order_known   { not_null = [order_no], else = fail }
  order_once    { unique   = [order_no], else = fail }
  date_read     { not_null = [ordered_on], else = warn }
  quantity_read { not_null = [quantity],   else = warn }
}
---*/
select distinct
  cast(trim(order_no) as bigint) as order_no,
  coalesce(
    cast(try_to_timestamp(trim(ordered_on), 'yyyy-MM-dd') as date),
    cast(try_to_timestamp(trim(ordered_on), 'dd.MM.yyyy') as date)) as ordered_on,
  initcap(trim(shop)) as shop,
  trim(product) as product,
  try_cast(trim(quantity) as int) as quantity,
  try_cast(trim(unit_price) as decimal(10, 2)) as unit_price
from raw.sales
