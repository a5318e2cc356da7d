/*---
description = "Cost of advertising by day and channel"
expect {
  not_free { that = "spend >= 0", else = warn }
}
---*/
select day, channel, sum(spend) as spend
from raw.campaigns
group by day, channel
