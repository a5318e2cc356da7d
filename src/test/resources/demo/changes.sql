-- New orders of customers who ordered before, one line to five each.
create temp table fresh on commit drop as
select
  (select max(orderkey) from orders) + row_number() over (order by orderkey) as orderkey,
  custkey,
  1 + orderkey % 5 as line_count
from orders
where orderkey % 100 = 7;

insert into orders (orderkey, custkey, orderstatus, totalprice, orderdate, orderpriority, clerk, shippriority, comment)
select orderkey, custkey, 'O', 0, date '1998-08-03' + (orderkey % 5)::int, '3-MEDIUM', 'Clerk#000000001', 0, 'placed today'
from fresh;

insert into lineitem (
  orderkey, partkey, suppkey, linenumber, quantity, extendedprice, discount, tax, returnflag, linestatus,
  shipdate, commitdate, receiptdate, shipinstruct, shipmode, comment)
select
  fresh.orderkey, stock.partkey, stock.suppkey, line, line * 2, line * 2 * part.retailprice, 0.05, 0.08, 'N', 'O',
  date '1998-08-20', date '1998-08-25', date '1998-08-28', 'NONE', 'TRUCK', 'placed today'
from fresh
cross join lateral generate_series(1, fresh.line_count::int) as line
join part on part.partkey = 1 + (fresh.orderkey * 13 + line * 7) % (select max(partkey) from part)
join lateral (
  select partkey, suppkey from partsupp where partsupp.partkey = part.partkey order by suppkey limit 1
) stock on true;

update orders o
set totalprice = l.total
from (
  select orderkey, sum(extendedprice * (1 - discount) * (1 + tax))::numeric(15,2) as total
  from lineitem
  where orderkey in (select orderkey from fresh)
  group by orderkey
) l
where l.orderkey = o.orderkey;

-- Orders that were delivered, lines that came back.
update orders set orderstatus = 'F' where orderkey % 100 = 33;
update lineitem set linestatus = 'F' where orderkey % 100 = 33;
update lineitem set returnflag = 'R', discount = discount + 0.01 where orderkey % 100 = 34 and discount < 0.1;

-- Tables without a column that tells of changes.
update part set retailprice = retailprice * 1.03 where partkey % 100 = 11;
update partsupp set availqty = availqty + 50 where partkey % 100 = 12;
update supplier set acctbal = acctbal - 100 where suppkey % 50 = 1;
update customer set mktsegment = 'MACHINERY' where custkey % 100 = 5;

-- Customers who left. Their web orders stay.
delete from customer where custkey % 100 = 9 and custkey not in (select custkey from orders);
