select nationkey, name, regionkey
from public.nation
