select regionkey, name
from public.region
