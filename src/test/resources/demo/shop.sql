create table region (
  regionkey bigint primary key,
  name      varchar(25) not null,
  comment   varchar(152)
);
create table nation (
  nationkey bigint primary key,
  name      varchar(25) not null,
  regionkey bigint not null,
  comment   varchar(152)
);
create table customer (
  custkey    bigint primary key,
  name       varchar(25) not null,
  address    varchar(40) not null,
  nationkey  bigint not null,
  phone      varchar(15) not null,
  acctbal    numeric(15,2) not null,
  mktsegment varchar(10) not null,
  comment    varchar(117)
);
create table supplier (
  suppkey   bigint primary key,
  name      varchar(25) not null,
  address   varchar(40) not null,
  nationkey bigint not null,
  phone     varchar(15) not null,
  acctbal   numeric(15,2) not null,
  comment   varchar(101)
);
create table part (
  partkey     bigint primary key,
  name        varchar(55) not null,
  mfgr        varchar(25) not null,
  brand       varchar(10) not null,
  type        varchar(25) not null,
  size        integer not null,
  container   varchar(10) not null,
  retailprice numeric(15,2) not null,
  comment     varchar(23)
);
create table partsupp (
  partkey    bigint not null,
  suppkey    bigint not null,
  availqty   integer not null,
  supplycost numeric(15,2) not null,
  comment    varchar(199),
  primary key (partkey, suppkey)
);
create table orders (
  orderkey      bigint primary key,
  custkey       bigint not null,
  orderstatus   char(1) not null,
  totalprice    numeric(15,2) not null,
  orderdate     date not null,
  orderpriority varchar(15) not null,
  clerk         varchar(15) not null,
  shippriority  integer not null,
  comment       varchar(79),
  updated_at    timestamptz not null default now()
);
create table lineitem (
  orderkey      bigint not null,
  partkey       bigint not null,
  suppkey       bigint not null,
  linenumber    integer not null,
  quantity      numeric(15,2) not null,
  extendedprice numeric(15,2) not null,
  discount      numeric(15,2) not null,
  tax           numeric(15,2) not null,
  returnflag    char(1) not null,
  linestatus    char(1) not null,
  shipdate      date not null,
  commitdate    date not null,
  receiptdate   date not null,
  shipinstruct  varchar(25) not null,
  shipmode      varchar(10) not null,
  comment       varchar(44),
  updated_at    timestamptz not null default now(),
  primary key (orderkey, linenumber)
);

create function set_updated_at() returns trigger language plpgsql as $$
begin
  new.updated_at := now();
  return new;
end $$;
create trigger orders_updated before update on orders for each row execute function set_updated_at();
create trigger lineitem_updated before update on lineitem for each row execute function set_updated_at();

grant usage on schema public to etl_reader;
grant select on all tables in schema public to etl_reader;

-- What is known of the files, to check the result by; the project does not read it.
create schema truth;
create table truth.web_orders (
  web_order_id bigint not null,
  revision     integer not null,
  custkey      bigint not null,
  placed_at    timestamptz not null,
  channel      text not null,
  amount       numeric(12,2) not null
);
create table truth.campaigns (
  day     date not null,
  channel text not null,
  spend   numeric(12,2) not null
);
create table truth.markets (
  nation   text primary key,
  iso      text not null,
  currency text not null
);
