select day, channel, sum(spend) as spend
from truth.campaigns
group by day, channel
